"""Words of the glossary offer what they mean, where that disturbs nothing."""

import re

import pytest

from kgisim.app.terms import with_terms

OFFER = r"<button[^>]*popovertarget=\"term-{}\">([^<]*)</button>"


def offered(id, written):
    return re.findall(OFFER.format(id), with_terms(written))


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("<p>達成確率は約30％</p>", ["達成確率"]),
        ("<p>Chances of both</p>", ["Chances"]),
        ("<p>達成確率と達成確率</p>", ["達成確率"]),
        ("<p>the chancellor</p>", []),
        ('<p title="達成確率">約30％</p>', []),
        ("<table><thead><th>達成確率</th></thead><tbody><td>達成確率</td></tbody></table>", 1),
        ('<a href="?page=target">達成確率</a>', []),
        ("<details><summary>達成確率</summary></details>", []),
    ],
)
def test_the_first_mention_of_a_term_in_plain_text_offers_what_it_means(written, found):
    assert offered("chance", written) == (["達成確率"] if found == 1 else found)


def test_of_two_forms_that_begin_alike_the_longer_one_is_meant():
    written = "<p>条件付き試算</p>"
    assert offered("conditional", written) == ["条件付き試算"]
    assert offered("screen", written) == []


def test_a_term_that_is_offered_beside_is_not_offered_again():
    beside = set()
    first, second = (with_terms("<p>必要な速さ</p>", beside) for _ in range(2))
    assert ("popover" in first, "popover" in second) == (True, False)
    assert beside == {"pace"}


def test_what_is_read_and_its_signs_stay_together_and_as_they_were():
    told = with_terms("<p>指標（外部要因）の値</p>")
    assert '<span class="whole">（<button' in told
    assert re.sub(r"<span[^>]*popover>.*?</span>|<[^>]*>", "", told) == "指標（外部要因）の値"
