"""Somebody who measures gets a table, or a sentence."""

import pytest

from bench.__main__ import main


def test_a_bench_prints_a_table_with_its_unit(capsys: pytest.CaptureFixture[str]) -> None:
    main(["places", "--database", "sqlite", "--count", "3", "--runs", "1"])
    printed = capsys.readouterr().out
    assert "load average" in printed
    assert "places/s" in printed


def test_one_that_does_not_exist_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["letters"])
    assert "there is no bench letters" in capsys.readouterr().err
