from hypothesis import given
from hypothesis import strategies as st

from statements.rules import bars


def test_the_longest_bar_leaves_room_for_its_amount():
    drawing = bars.lay_out([("PERSARAAN", 750_00), ("SEJAHTERA", 150_00), ("FLEKSIBEL", 0)])
    first, second, third = drawing.bars
    assert first.amount_x + bars.AMOUNT_WIDTH <= drawing.width + 8
    assert second.width == first.width // 5
    assert third.width == 0


@given(st.lists(st.integers(min_value=-(10**12), max_value=10**12), min_size=1, max_size=5))
def test_bars_keep_their_order_and_stay_inside(amounts):
    drawing = bars.lay_out([(str(place), sen) for place, sen in enumerate(amounts)])
    for bar in drawing.bars:
        assert 0 <= bar.width <= bars.WIDTH - bars.LABEL_WIDTH - bars.AMOUNT_WIDTH
        assert (bar.width > 0) == (bar.sen > 0)
        assert 0 < bar.y + drawing.bar_height <= drawing.height
    ordered = sorted(drawing.bars, key=lambda bar: bar.sen)
    assert [bar.width for bar in ordered] == sorted(bar.width for bar in drawing.bars)
