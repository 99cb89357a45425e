"""Who wants no more mail presses the right button."""

from penguinmails.sandbox.acting.forms import filled_in

URL = "http://t.example/u/token"


def test_fields_are_sent_as_a_browser_sends_them() -> None:
    page = b"""<form method="get"><input name=q></form><FORM method=POST action="../go?x=1">
      <input type=hidden name=a value="1&amp;2"><input type=checkbox name=b checked><input type=checkbox name=c>
      <input type=radio name=d value=1><input type=radio name=d value=2 checked><input name=text value=t>
      <input type=file name=f><button name=ok value=yes>Bye</button><button name=ok value=no>No</button></FORM>"""
    assert filled_in(URL, page) == ("http://t.example/go?x=1", b"a=1%262&b=on&d=2&text=t&ok=yes")


def test_the_form_that_says_so_is_taken() -> None:
    page = (
        b'<form method="post"><input type="hidden" name="save" value="yes"><button>Save</button></form>'
        b'<form method="post"><input type="hidden" name="all" value="yes"><button>Unsubscribe</button></form>'
    )
    assert filled_in(URL, page) == (URL, b"all=yes")


def test_a_page_without_a_form_has_none() -> None:
    assert filled_in(URL, b"<p>Unsubscribe</p>") is None
    assert filled_in(URL, b"\xff<form><form method=get><input name=a>") is None
