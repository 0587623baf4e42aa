// Browsers refuse workers to pages that are opened as files. There, a frame of the page does what a worker would.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(script) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.append(frame);
      const inside = frame.contentWindow;
      inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      this.waiting = [];
      this.postMessage = (data) => this.waiting.push(data);
      const element = inside.document.createElement("script");
      element.src = script;
      element.onload = () => {
        this.postMessage = (data) => inside.dispatchEvent(new MessageEvent("message", { data }));
        this.waiting.splice(0).forEach(this.postMessage);
      };
      inside.document.head.append(element);
      this.terminate = () => frame.remove();
    }
  };
}
