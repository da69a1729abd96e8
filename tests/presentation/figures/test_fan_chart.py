from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kgisim.evidence.base import Text
from kgisim.evidence.indicator import Exceptional
from kgisim.presentation.figures import fan_chart, markers
from kgisim.presentation.figures.axes import Paper, apart
from kgisim.presentation.figures.dots import DOTS, dots, quantile_dots, stacked
from kgisim.presentation.figures.elements import (
    DOWN,
    Area,
    Curve,
    Label,
    Rectangles,
    Scatter,
    Segments,
)
from kgisim.presentation.figures.fan_data import fan_data, middle_of
from kgisim.presentation.figures.goal import Figures
from kgisim.presentation.figures.legend import KEY, SAMPLE, Key
from kgisim.presentation.figures.palette import STROKES, drawn
from kgisim.presentation.figures.wrapping import label_width
from kgisim.presentation.localized import scenario_titles, wording
from tests.presentation.figures.boxes import boxes

FINITE = st.floats(-1e6, 1e6)


@pytest.fixture
def fan(run, monkeypatch):
    def make(id, language="ja", start=None, **more):
        localized = wording(run, id, language)
        view = localized.view
        options = {
            "written": localized.quantity,
            "lines": drawn(scenario_titles(run, language)),
            "ylim": (0.0, 20.0),
            "targets": view.targets,
        }
        if start is not None:
            monkeypatch.setitem(vars(view), "fan_start", start)
        made = fan_chart.FanChart(localized.indicator, fan_data(localized), **options | more)
        return made.on_paper()

    return make


def elements(chart, kind):
    return [element for element in chart if type(element) is kind]


def test_the_wide_band_holds_nine_in_ten_futures(fan, run):
    wide, _ = elements(fan("syn_share"), Area)
    draws = run.projection.draws["outcome"].sel(series="syn_share", scenario="baseline", year=2040)
    low, high = wide.low[-1], wide.high[-1]
    assert float(((draws >= low) & (draws <= high)).mean()) == pytest.approx(0.9, abs=0.01)


def test_the_narrow_band_lies_inside_the_wide_one(fan):
    wide, narrow = elements(fan("syn_share"), Area)
    assert (wide.low <= narrow.low).all()
    assert (narrow.high <= wide.high).all()


def test_the_fan_opens_in_the_last_observed_year(fan, synthetic):
    assert elements(fan("syn_share"), Area)[0].across[0] == synthetic.LAST


def test_each_scenario_has_its_median_and_each_target_its_line(fan, run):
    assert len(elements(fan("syn_share"), Curve)) == len(run.scenarios) + 2


def test_where_the_past_is_estimated_scenarios_part_after_the_last_observed_year(fan, synthetic):
    curves = elements(fan("syn_share", start=2010), Curve)
    firsts = [curve.across[0] for curve in curves[:3]]
    assert firsts == [2010, synthetic.LAST, synthetic.LAST]


def test_amounts_are_drawn_in_the_unit_they_are_written_in(fan):
    points = elements(fan("syn_sales"), Scatter)[0]
    assert points.up[-1] == pytest.approx(1.125)  # 兆円


def test_the_median_of_counted_events_follows_their_rate(run):
    chosen = {id: middle_of(run.catalog.indicators[id]) for id in ("syn_deals", "syn_firms")}
    assert chosen == {"syn_deals": "level", "syn_firms": "outcome"}


def test_the_chances_of_a_level_are_the_share_of_draws_that_reach_it():
    draws = np.sort(np.random.default_rng(1).normal(size=999))
    levels = np.array([-1.0, 0.0, 0.7])
    expected = [(draws >= level).mean() for level in levels]
    assert fan_chart.attained(draws, levels, lower=False) == pytest.approx(expected)


@given(arrays(float, 9, elements=FINITE), FINITE)
def test_at_least_and_below_add_up_to_one(values, level):
    draws, levels = np.sort(values), np.array([level])
    below = np.mean(draws < level)
    assert fan_chart.attained(draws, levels, lower=False)[0] + below == pytest.approx(1)


@given(arrays(float, 9, elements=FINITE), FINITE)
def test_at_most_counts_the_level_itself(values, level):
    draws = np.sort(values)
    reached = fan_chart.attained(draws, np.array([level]), lower=True)[0]
    assert reached == pytest.approx(np.mean(draws <= level))


def test_the_curve_of_chances_passes_through_the_assessed_chance(run):
    localized = wording(run, "syn_share", "ja")
    target = localized.view.targets[0]
    chart = fan_chart.chances(
        {"baseline": localized.view.judged("baseline").to_numpy()},
        indicator=localized.indicator,
        written=localized.judged,
        lines=drawn({"baseline": "すう勢"}),
        when="2040年度",
        targets=[target],
    )
    (points,) = elements(chart, Scatter)
    assert points.up.tolist() == pytest.approx([100 * target.chance("baseline")])


@pytest.mark.parametrize(("scale", "first"), [("share", 0.0), ("real", 0.1 - 0.03 * 9.7)])
def test_the_curve_of_chances_begins_at_nought_where_values_are_never_below(run, scale, first):
    localized = wording(run, "syn_share", "ja")
    chart = fan_chart.chances(
        {"baseline": np.array([0.0, 10.0])},
        indicator=localized.indicator.model_copy(update={"scale": scale}),
        written=localized.judged,
        lines=drawn({"baseline": "a"}),
        when="2040",
    )
    (curve,) = elements(chart, Curve)
    assert curve.across[0] == pytest.approx(first)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_marks_of_levels_stay_whole_and_their_numbers_apart(run, language):
    localized = wording(run, "syn_firms", language)
    levels = [0.0, 0.1, 0.2, 40.0, 1000.0]
    first = localized.view.targets[0]
    targets = [replace(first, question=replace(first.question, value=one)) for one in levels]
    chart = fan_chart.chances(
        {"baseline": np.arange(40.0)},
        indicator=localized.indicator,
        written=localized.judged,
        lines=drawn({"baseline": "a"}),
        when="2040",
        targets=targets,
    )
    (points,) = elements(chart, Scatter)
    (low, high), _ = chart.limits
    assert low < points.across.min() < points.across.max() < high
    found = list(boxes(chart))
    top = [box for box in found if box[2] > 72 * chart.inches[1] * sum(chart.area[1::2])]
    row = sorted(box[1::2] for box in top if box[0][:1].isdigit())
    assert len(row) == len(levels)
    assert all(right < left for (_, right), (left, _) in pairwise(row))


@given(arrays(float, 5, elements=st.floats(0, 1e6)))
def test_the_vertical_axis_holds_everything(held):
    low, high = fan_chart.reach("positive", held)
    assert low <= held.min() <= held.max() <= high


def test_the_vertical_axis_of_a_share_starts_at_zero_unless_it_is_far():
    assert fan_chart.reach("share", np.array([5.0, 10.0]))[0] == pytest.approx(0.0, abs=0.5)
    assert fan_chart.reach("share", np.array([50.0, 55.0]))[0] > 40.0


def test_a_real_number_may_lie_below_zero():
    assert fan_chart.reach("real", np.array([-5.0, 10.0]))[0] < -5.0


def test_a_long_unit_stays_off_the_margin(run):
    localized = wording(run, "syn_share", "en")
    (target, *_) = localized.view.targets
    assert fan_chart.target_label(target, localized.quantity) == "Illus. 9.0\u00a0%"


def test_a_target_on_a_total_says_of_how_many_years(run):
    localized = wording(run, "syn_deals", "ja")
    (target,) = localized.view.targets
    assert fan_chart.target_label(target, localized.quantity) == "例示\u00a021件/3年"


def test_a_target_that_is_set_is_not_marked_as_an_example(run, monkeypatch):
    monkeypatch.setattr(run, "assessment", run.assessment.assign(illustrative=False))
    localized = wording(run, "syn_firms", "ja")
    assert fan_chart.target_label(localized.view.targets[0], localized.quantity) == "目標\u00a06社"


@given(arrays(float, 60, elements=FINITE))
def test_twenty_dots_are_twenty_draws(values):
    chosen = quantile_dots(values)
    assert len(chosen) == DOTS
    assert set(chosen) <= set(values)


@given(arrays(float, DOTS, elements=st.floats(0, 100)), st.floats(0, 100), st.booleans())
def test_a_dot_is_filled_if_and_only_if_it_reaches_the_target(values, level, lower):
    reached = stacked(values, 0.5, level, lower=lower)["reached"]
    expected = values <= level if lower else values >= level
    clear = np.abs(values - level) > 1e-9
    assert (reached.to_numpy() == expected)[clear].all()


@given(arrays(float, DOTS, elements=st.floats(0, 100)), st.floats(0, 100))
def test_no_dot_sits_on_the_wrong_side_of_the_target(values, level):
    table = stacked(values, 0.5, level)
    assert ((table["value"] > level) == table["reached"]).all()


@given(arrays(float, DOTS, elements=st.floats(0, 100)))
def test_no_two_dots_share_a_place(values):
    assert not stacked(values, 0.5, None).duplicated(["bin", "place"]).any()


@given(arrays(float, DOTS, elements=st.floats(0, 100)))
def test_a_dot_beyond_the_axis_is_kept_at_its_edge_and_marked(values):
    table = stacked(values, 0.5, None, ends=(0.0, 50.0))
    assert len(table) == DOTS
    assert table["value"].max() < 50.0
    assert (table["beyond"] >= (values > 50.25)).all()


@given(arrays(float, DOTS, elements=st.floats(0, 100)), st.floats(0.5, 100), st.booleans())
def test_no_dot_above_the_end_of_the_axis_is_cut_by_it(values, level, lower):
    table = stacked(values, 0.5, level, lower=lower, ends=(0.0, 100.0))
    assert table["value"].min() >= 0.0


@pytest.mark.parametrize("level", [None, 0.9, 4.0, 17.3])
def test_no_dot_at_the_bottom_of_the_axis_is_cut_by_it(level):
    bottom, width = -0.5, 18.0 / 18
    table = stacked(np.array([-0.5, 0.0, 0.2, 3.0]), width, level, ends=(bottom, 17.5))
    assert (table["value"] >= bottom + width / 2 - 1e-9).all()


def test_dots_beyond_the_axis_lie_beside_those_in_its_last_bin():
    table = stacked(np.array([9.2, 9.7, 30.0]), 1.0, None, ends=(0.0, 10.0))
    assert table["value"].tolist() == [9.5, 9.5, 9.5]
    assert table["place"].tolist() == [0, 1, 2]
    assert table["beyond"].tolist() == [False, False, True]


@given(st.lists(st.floats(0, 10), max_size=6), st.floats(0.1, 2))
def test_labels_at_the_margin_never_overlap(heights, gap):
    placed = sorted(apart(heights, gap))
    assert all(b - a >= gap * (1 - 1e-6) for a, b in pairwise(placed))


@given(st.lists(st.floats(0, 10), min_size=1, max_size=6), st.floats(0.1, 2))
def test_labels_stay_around_what_they_name(heights, gap):
    assert np.mean(apart(heights, gap)) == pytest.approx(np.mean(heights), abs=1e-6)


@given(st.lists(st.floats(0, 10), unique=True, max_size=6), st.floats(0.1, 2))
def test_labels_keep_their_order(heights, gap):
    assert np.array_equal(np.argsort(apart(heights, gap)), np.argsort(heights))


@given(st.lists(st.floats(0, 10), min_size=1, max_size=6), st.floats(0.1, 2))
def test_no_label_is_moved_below_the_lowest_place(heights, gap):
    placed = sorted(apart(heights, gap, lowest=2.0))
    assert placed[0] >= 2.0
    assert all(high - low >= gap * (1 - 1e-6) for low, high in pairwise(placed))


@pytest.mark.parametrize("xlabel", ["（年度）", "（百万ドル）", "(JPY 100 million)"])
def test_labels_beside_the_drawing_end_on_the_paper(xlabel):
    sizes = {"width": 4.4, "sides": (0.5, 0.2), "plot": 2.0, "xlim": (2024.0, 2040.0)}
    target = (0.5, "例示G 3,200/3年", "black")
    paper = Paper(**sizes, ylim=(0.0, 1.0), language="ja", xlabel=xlabel, margin=[target])
    ends = {said: right for said, _, _, right, _ in boxes(paper.hold([]))}
    assert {xlabel, target[1]} <= {*ends}
    assert max(ends.values()) <= 72 * 4.4


def test_a_legend_of_long_labels_has_fewer_columns():
    def columns(label):
        keys = [Key(label, {})] * 4
        options = {"width": 7.2, "sides": (1, 1), "plot": 1, "xlim": (0, 1), "ylim": (0, 1)}
        return Paper(**options, language="ja", keys=keys)._columns

    assert columns("短い") > columns("とても長い名前のシナリオで二列に収まるもの")


def test_every_row_of_a_legend_fits_the_paper():
    label = "施策パッケージ＋円高・市場減速（例示）"
    options = {"width": 7.2, "sides": (1, 1), "plot": 1, "xlim": (0, 1), "ylim": (0, 1)}
    paper = Paper(**options, language="ja", keys=[Key(label, {})] * 4)
    assert paper._columns * (label_width(label) * KEY + 40) <= 7.2 * 72


def marked(synthetic, *rows):
    table = synthetic.observations()
    chosen = table[table["indicator"].isin(rows)]
    return chosen, list(markers.observed(markers.marks(chosen), 1.0))


def test_a_total_is_drawn_at_its_yearly_average(synthetic):
    _, drawn_marks = marked(synthetic, "syn_deals")
    bar = next(mark for mark in drawn_marks if isinstance(mark, Segments))
    assert bar.ends[0, 1] == pytest.approx(12 / 8)


def test_values_whose_years_were_lost_are_drawn_as_their_total(synthetic):
    _, drawn_marks = marked(synthetic, "syn_deals")
    bars = [mark for mark in drawn_marks if isinstance(mark, Segments)]
    assert [bar.ends[:, 1].tolist() for bar in bars] == [[1.5], [2.0]]


def test_a_rounded_value_shows_its_bounds(synthetic):
    _, drawn_marks = marked(synthetic, "syn_share")
    bounds = next(mark for mark in drawn_marks if isinstance(mark, Segments))
    assert (bounds.ends[0, 1], bounds.ends[0, 3]) == (7.2, 7.8)


def test_k_of_n_over_a_span_is_drawn_as_its_mean(synthetic):
    more = {"year_end": 2016, "of": 15.0, "design_effect": 2.0}
    rows = pd.DataFrame([synthetic.row("x", 2010, 400 / 15, **more)])
    (mark,) = markers.marks(rows).itertuples()
    assert (mark.relation, mark.value) == ("mean", pytest.approx(400 / 15))


def test_an_unread_source_makes_hollow_marks(synthetic):
    _, drawn_marks = marked(synthetic, "syn_deals")
    faces = {mark.style["facecolors"] for mark in drawn_marks if isinstance(mark, Scatter)}
    assert "white" in faces


def test_the_legend_explains_the_marks_that_are_there_and_no_others(synthetic):
    chosen, _ = marked(synthetic, "syn_deals")
    labels = [key.label for key in markers.legend(chosen, "ja")]
    assert labels == [
        "下限（これ以上）",
        "上限（これ以下）",
        "期間の値（年平均に換算）",
        "白抜き：原典未確認",
    ]


@pytest.mark.parametrize(
    ("exact", "label"),
    [
        ("one_of_several", "出典ごとの実績"),
        ("listed", "一覧に載った件数（帯は漏れを含む実際の件数）"),
    ],
)
def test_marks_that_are_not_the_indicator_itself_say_what_they_are(synthetic, exact, label):
    chosen, _ = marked(synthetic, "syn_firms")
    (key,) = markers.legend(chosen, "ja", exact=exact)
    assert key.label == label


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("stroke", STROKES)
def test_every_line_stands_out_from_white_paper(stroke):
    assert 1.05 / (luminance(stroke.colour) + 0.05) >= 3


def test_no_two_scenarios_share_a_dash_and_the_sample_of_a_legend_shows_a_gap():
    assert len({str(stroke.dashes) for stroke in STROKES}) == len(STROKES)
    for stroke in STROKES[1:]:
        assert stroke.line["linewidth"] * stroke.dashes[1][0] < 0.75 * SAMPLE * KEY


@pytest.mark.parametrize("id", ["syn_share", "syn_deals", "syn_firms"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_figure_of_a_goal_can_be_drawn(run, id, language):
    figures = Figures(wording(run, id, language))
    made = [figures.fan(), figures.dots(), figures.chances()]
    assert [figure.name for figure in made] == [f"fan-{id}", f"dots-{id}", f"chances-{id}"]


@pytest.mark.parametrize("many", [1, 20])
def test_no_dot_lies_on_its_neighbour(run, many):
    localized = wording(run, "syn_share", "ja")
    values = np.repeat([1.0, 9.0], [many, 20 - many])
    judged = {"baseline": values, "package": values}
    written, lines = localized.quantity, drawn(dict.fromkeys(judged, "a"))
    chart = dots(judged, written=written, lines=lines, ylim=(0, 10), target=None)
    (low, high), _ = chart.limits
    pitch = 72 * chart.inches[0] * chart.area[2] / (high - low)
    for one in elements(chart, Scatter):
        assert one.style["s"] ** 0.5 + one.style["linewidth"] <= pitch * 1.001


def test_dots_have_an_axis_of_their_own(run):
    assert "（％）" in Figures(wording(run, "syn_share", "ja")).dots().svg


def test_a_total_is_placed_on_the_axis_of_one_year_in_words(run):
    localized = wording(run, "syn_deals", "ja")
    assert "21件（年平均7.0件）に到達" in Figures(localized).dots().caption


def test_a_goal_without_targets_can_be_drawn(run, monkeypatch):
    monkeypatch.setattr(run, "assessment", run.assessment.iloc[:0])
    figures = Figures(wording(run, "syn_share", "ja"))
    made = [figures.fan(), figures.dots(), figures.chances()]
    assert "到達" not in made[1].caption
    assert len(made) == 3


def test_a_goal_where_lower_is_better_is_drawn_the_other_way_round(run, monkeypatch):
    firms = run.catalog.indicators["syn_firms"].model_copy(update={"better": "lower"})
    monkeypatch.setitem(run.catalog.indicators, "syn_firms", firms)
    table = Figures(wording(run, "syn_firms", "ja")).dots().table
    twenty = quantile_dots(wording(run, "syn_firms", "ja").view.judged("baseline").to_numpy())
    assert table.iloc[0, 2] == f"{int((twenty <= 6).sum())}点"


def test_a_run_of_the_baseline_alone_can_be_drawn(run, monkeypatch):
    monkeypatch.setattr(run, "scenarios", {"baseline": run.scenarios["baseline"]})
    figures = Figures(wording(run, "syn_share", "ja"))
    assert figures.path_table()["シナリオ"].tolist() == ["すう勢"]
    assert len(figures.dots().table) == 1


def test_the_table_of_the_dots_counts_what_the_drawing_fills(run):
    localized = wording(run, "syn_share", "ja")
    table = Figures(localized).dots().table
    judged = localized.view.judged("package").to_numpy()
    assert table.iloc[1, 2] == f"{int((quantile_dots(judged) >= 9.0).sum())}点"


def test_the_table_of_the_fan_has_the_years_of_the_plan(run):
    table = Figures(wording(run, "syn_share", "ja")).path_table()
    assert list(table.columns) == ["シナリオ", "2028年度", "2032年度", "2036年度", "2040年度"]


def test_the_table_of_levels_falls_with_the_chance(run):
    table = Figures(wording(run, "syn_share", "ja")).level_table()
    levels = [float(cell.removesuffix("％")) for cell in table["すう勢"]]
    assert levels == sorted(levels)
    assert table["確率"].tolist() == ["90％", "70％", "50％", "30％", "10％"]


def test_a_scenario_that_does_not_move_the_goal_is_not_drawn(run, monkeypatch):
    still = run.projection.draws.copy(deep=True)
    still["level"].loc[{"scenario": "weak_yen"}] = still["level"].sel(scenario="baseline")
    monkeypatch.setattr(run, "projection", replace(run.projection, draws=still))
    table = Figures(wording(run, "syn_share", "ja")).path_table()
    assert table["シナリオ"].tolist() == ["すう勢", "施策パッケージ（例示）"]


def test_what_is_not_observed_itself_has_its_past_estimated(run, monkeypatch):
    firms = run.catalog.indicators["syn_firms"]
    mean = type(firms).model_validate(
        firms.model_dump() | {"offsets": {"sd": 1.0, "anchor": "mean"}}
    )
    monkeypatch.setitem(run.catalog.indicators, "syn_firms", mean)
    assert wording(run, "syn_firms", "ja").view.fan_start == 2014


def test_the_alternative_text_tells_the_numbers(run):
    svg = Figures(wording(run, "syn_share", "ja")).fan().svg
    title = svg[svg.index("<title") : svg.index("</title>")]
    assert "中央値で7.3％" in title


def test_exceptional_years_are_shaded_and_named(run):
    pulse = Exceptional(years=(2020, 2021, 2022), reason=Text(ja="例", en="example"))
    localized = wording(run, "syn_share", "ja")
    marked = localized.indicator.model_copy(update={"exceptional": (pulse,), "breaks": ()})
    lines = drawn(scenario_titles(run, "ja"))
    made = fan_chart.FanChart(
        marked, fan_data(localized), localized.quantity, lines, ylim=(0.0, 20.0)
    )
    chart = made.on_paper()
    (shade,) = (one for one in chart.around if isinstance(one, Rectangles))
    assert shade.frame == DOWN
    assert shade.corners.tolist() == [[2019.5, 0, 2022.5, 1]]
    assert "例外の年" in [one.text for one in chart.around if isinstance(one, Label)]


@given(arrays(float, (5, 2), elements=st.integers(0, 9).map(float)))
def test_a_step_holds_only_values_that_can_be(values):
    years = np.arange(2030, 2035)
    places, held = fan_chart.stepped(years, values)
    assert set(map(tuple, held)) <= set(map(tuple, values))
    assert (np.diff(places) >= 0).all()
    assert (places[0], places[-1]) == (years[0], years[-1])
    for year, value in zip(years, values, strict=True):
        assert (held[np.abs(places - year) < 0.5] == value).all()


def test_broken_numbers_are_not_stepped():
    years, values = np.arange(2030, 2033), np.array([1.0, 1.5, 2.0])
    assert fan_chart.stepped(years, values) == (years, values)


def test_the_past_is_a_line_of_its_own_in_the_numbers_of_a_fan(run):
    for id in ("syn_share", "syn_sales"):
        localized = wording(run, id, "ja")
        numbers = Figures(localized).fan().numbers
        year = numbers.of("x").iloc[:, 0]
        last = fan_data(localized).last
        medians = numbers.of("median")
        assert medians.loc[year < last].isna().to_numpy().all()
        for _, past in numbers.of("past").items():
            assert past.loc[year > last].isna().all()
            assert past.loc[year == last].item() == medians.loc[year == last].iloc[0, 0]
