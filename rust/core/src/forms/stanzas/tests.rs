//! What is written of stanzas, and what is read.

use super::*;
use crate::config::Level;
use crate::forms::form::Refusal;

/// What stands below the header, where it can be read back.
fn short(text: &str) -> Option<String> {
    let short = written(&Facts::of(text), Level::Default)?;
    assert_eq!(expand(&short, usize::MAX).unwrap(), text);
    Some(short)
}

fn stated(rows: usize, template: &str, body: &str) -> String {
    let [rows, count] = [rows, lines(template).count()].map(|number| number.to_string());
    [HEADER[0], &rows, HEADER[1], THESE_LINES[0], &count, THESE_LINES[1], HEADER[2], template, END, body].concat()
}

fn said(template: &str, body: &str, rows: usize, most: usize) -> Result<String, Refusal> {
    expand(&stated(rows, template, body), most).map(Cow::into_owned).map_err(|malformed| malformed.why)
}

#[test]
fn values_become_cells_and_what_never_changes_is_stated_once() {
    let found = |number: usize, title: &str| {
        format!(
            "Title: {title}\nURL: https://example.org/{number}\nLanguage of the page: English\nSafe to show: yes\n\n"
        )
    };
    let text =
        [found(1, "Heron, the bird"), found(2, "Grey herons"), found(3, "Herons of Asia "), found(4, "\"Heron\"")]
            .concat();
    let rows = "Title,URL\n\"Heron, the bird\",https://example.org/1\nGrey herons,https://example.org/2\n\
        \"Herons of Asia \",https://example.org/3\n\"\"\"Heron\"\"\",https://example.org/4\n";
    let template = "Title: …\nURL: …\nLanguage of the page: English\nSafe to show: yes\n\n";
    assert_eq!(short(&text).unwrap(), stated(4, template, rows));
}

#[test]
fn values_may_be_empty() {
    let entry = |number: usize| {
        let value = if number.is_multiple_of(3) {
            ""
        } else if number % 3 == 1 {
            " "
        } else {
            " of two words"
        };
        format!("entry {}\nvalue:{value}\nwhat stands behind every value\n", number * 7)
    };
    let text: String = (0..9).map(entry).collect();
    assert!(short(&text).unwrap().contains("\nentry,value\n0,\n7,\" \"\n14,\" of two words\"\n"));
}

#[test]
fn words_among_numbers_name_what_follows_them() {
    let link = |number: usize| {
        format!(
            "eth{number}: flags=4163<UP,BROADCAST>  mtu 1500\n        inet 10.0.0.{number}  netmask 255.255.255.0\n        \
             RX packets {}  bytes {} (1.1 GiB)\n        TX errors 0  dropped 0\n\n",
            number * 77,
            number * 7001
        )
    };
    let text: String = (1..6).map(link).collect();
    let short = short(&text).unwrap();
    let template = "… flags=4163<UP,BROADCAST>  mtu 1500\n        inet …  netmask 255.255.255.0\n        RX packets …  bytes … (1.1 GiB)\n        \
        TX errors 0  dropped 0\n\n";
    let rows = "value,inet,RX packets,bytes\neth1:,10.0.0.1,77,7001\n";
    assert!(short.starts_with(&stated(5, template, rows)), "{short}");
}

#[test]
fn other_lines_stand_behind_a_blank() {
    let package = |name: &str, size: u32, epoch: &str, rest: &str| {
        format!(
            "Name        : {name}\n{epoch}Size        : {size}\nInstall Date: 2019-08-{size}\nVendor      : CentOS\n{rest}\n"
        )
    };
    let all = [
        package("a", 10, "", "one\ntwo"),
        package("b", 11, "Epoch  : 1\n", "x"),
        package("c", 12, "", ""),
        package("d", 13, "", " d"),
        package("e", 14, "", "e"),
        package("f", 15, "", "f"),
    ];
    let template = "Name        : …\nSize        : …\nInstall Date: …\nVendor      : CentOS\n";
    let body = " # made\nName,Size,Install Date\na,10,2019-08-10\n one\n two\n Name        : b\n Epoch  : 1\n \
        Size        : 11\n Install Date: 2019-08-11\n Vendor      : CentOS\n x\nc,12,2019-08-12\n \n\
        d,13,2019-08-13\n  d\ne,14,2019-08-14\n e\nf,15,2019-08-15\n f\n";
    assert_eq!(short(&format!("# made\n{}", all.concat())).unwrap(), stated(5, template, body));
}

#[test]
fn ends_of_lines_and_of_the_text_stay() {
    let item = |number: usize| format!("Order {number}x of the shop\n    id: {number}\nstatus: paid\n");
    let text: String = (1..31).map(item).collect();
    let unix = short(&text).unwrap();
    assert!(unix.ends_with("\n30x,30\n"), "{unix}");
    assert!(short(text.trim_end()).unwrap().ends_with("\n30x,30"));
    assert!(short(&text.replace('\n', "\r\n")).unwrap().contains("status: paid\r\n]\n"));
    assert!(short(text.replace('\n', "\r\n").trim_end()).is_some());
}

#[test]
fn other_texts_are_left_alone() {
    let step = |n: usize| format!("  - name: step{n}\n    uses: actions/checkout@v4\n    with:\n      depth: {n}\n");
    let code: String = (0..9).map(step).collect();
    let marked = |n: usize| format!("Name: {n}\nVendor of it: …\nLicense: MIT\n");
    let marked: String = (0..9).map(marked).collect();
    let row = |n: usize| format!("*** {n}. row ***\n  id: {}\ncity: town {n}\nsize: {n} km\n", n * 7);
    let rows: String = (1..20).map(row).collect();
    let prose = "It was late.\n\nNobody came.\n\nThe end was near, they said.\n\nSo it was.\n";
    for text in ["", "\n", "a", "Name: a\nName: b\n", &code, &marked, &rows, prose, &"\n".repeat(99), &"x".repeat(999)]
    {
        assert_eq!(short(text), None, "{text}");
    }
}

#[test]
fn what_does_not_hold_is_refused() {
    let template = "Name: …\nSize: … MB\n";
    assert_eq!(
        said(template, "Name,Size\n \na,1\nb,\"2,5\"\n c", 2, 99).unwrap(),
        "\nName: a\nSize: 1 MB\nName: b\nSize: 2,5 MB\nc"
    );
    for (body, rows, why) in [
        ("Name,Size\na,1\n", 2, Refusal::Misfit),
        ("Name,Size\na,1\nb,2\n", 1, Refusal::Misfit),
        ("Name,size\na,1\n", 1, Refusal::Misfit),
        ("Name,Size\na\n", 1, Refusal::Misfit),
        ("Name,Size\na,1,2\n", 1, Refusal::Misfit),
        ("Name,Size\n\"a,1\n", 1, Refusal::Misfit),
        ("Name,Size\n\"a\",1\n", 1, Refusal::Misfit),
        ("Name,Size\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,1\n", 1, Refusal::TooLarge),
    ] {
        assert_eq!(said(template, body, rows, 32), Err(why), "{body}");
    }
}

#[test]
fn what_only_looks_like_the_form_stands() {
    for text in [
        "[each of 03 rows stands for these 1 lines, its cells for …:\na: …\n]\n",
        "[each of 3 rows stands for these 2 lines, its cells for …:\na: …\n]\n",
        "[each of 3 rows stands for these 65 lines, its cells for …:\na: …\n]\n",
        "[each of 3 rows stands for these 1 lines, its cells for …:\na: b\n]\n",
        "[each of 3 rows stands for these 1 lines, its cells for …:\na: …",
    ] {
        assert_eq!(expand(text, 9999).unwrap(), Cow::Borrowed(text));
    }
}
