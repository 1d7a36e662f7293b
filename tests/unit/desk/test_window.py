def test_opens(desk):
    assert desk.window.selection.wall == "hall"
