"""Particles fit the sound of the word before them, also after digits, Latin letters and quotes."""

import pytest

from app.kernel.korean import josa, resolve_particles


@pytest.mark.parametrize(
    ("word", "pair", "said"),
    [
        ("부품", "이/가", "부품이"),
        ("수리", "이/가", "수리가"),
        ("세탁기", "을/를", "세탁기를"),
        ("헤드셋", "을/를", "헤드셋을"),
        ("기사님", "과/와", "기사님과"),
        ("택배", "과/와", "택배와"),
        ("서울", "으로/로", "서울로"),
        ("부산", "으로/로", "부산으로"),
        ("제주", "으로/로", "제주로"),
        ("0", "은/는", "0은"),
        ("1", "은/는", "1은"),
        ("2", "은/는", "2는"),
        ("3", "은/는", "3은"),
        ("4", "은/는", "4는"),
        ("5", "은/는", "5는"),
        ("6", "은/는", "6은"),
        ("7", "은/는", "7은"),
        ("8", "은/는", "8은"),
        ("9", "은/는", "9는"),
        ("WH-1000XM4", "을/를", "WH-1000XM4를"),
        ("Galaxy S21", "으로/로", "Galaxy S21로"),
        ("iPhone 13", "으로/로", "iPhone 13으로"),
        ("XL", "이/가", "XL이"),
        ("LM", "이/가", "LM이"),
        ("ABCN", "이/가", "ABCN이"),
        ("AR", "으로/로", "AR로"),
        ("TV", "이/가", "TV가"),
        ("'부품'", "이/가", "'부품'이"),
        ("헤드셋(흰색)", "을/를", "헤드셋(흰색)을"),
        ("", "이/가", "가"),
    ],
)
def test_the_particle_fits_the_word(word: str, pair: str, said: str) -> None:
    assert josa(word, pair) == said


def test_all_particles_of_a_sentence_are_resolved() -> None:
    assert resolve_particles("김민수 님{이/가} 헤드셋{을/를} 부산{으로/로} 보냈습니다.") == (
        "김민수 님이 헤드셋을 부산으로 보냈습니다."
    )


def test_a_sentence_without_pairs_is_left_alone() -> None:
    assert resolve_particles("{name}/수리 {a/b} 100%") == "{name}/수리 {a/b} 100%"
