import pytest

pytest.importorskip("agno", reason="agno is not installed")
