"""The ten laws of Headroom as property tests, a file or two each.

``test_random_conversations.py`` plays thousands of conversations from seeds of its own.

``test_evaluation_data.py`` reads the public documents and transcripts in ``.evaldata``, or in the folder that
``HEADROOM_EVALDATA`` names, and is skipped where there is neither.
"""
