"""Does a model read what Headroom sends as well as what it stands for: documents, questions, answers and scores.

Documents are generated from a seed, so that the wheel carries none of them.
"""
