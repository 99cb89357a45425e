"""A façade imports what is asked of it, when it is asked."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

FACADE = """
from typing import TYPE_CHECKING

from penguinmails.kernel.facade import on_demand

if TYPE_CHECKING:
    from shop import bread as loaf
    from shop.bread import bake, burn
    from shop.broken import anything
else:
    __getattr__ = on_demand(__name__, __file__)

__all__ = ["anything", "bake", "burn", "loaf"]
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").write_text(FACADE)
    (tmp_path / "shop" / "bread.py").write_text("def bake():\n    return 'bread'\n")
    (tmp_path / "shop" / "broken.py").write_text("None.anything\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    yield "shop"
    for name in [name for name in sys.modules if name.partition(".")[0] == "shop"]:
        del sys.modules[name]


def test_a_module_is_imported_when_a_name_of_it_is_used(shop: str) -> None:
    facade = importlib.import_module(shop)
    assert "shop.bread" not in sys.modules
    assert facade.bake() == "bread"
    assert "shop.bread" in sys.modules
    assert vars(facade)["bake"] is facade.bake


def test_a_module_itself_can_be_offered_by_another_name(shop: str) -> None:
    assert importlib.import_module(shop).loaf is importlib.import_module("shop.bread")


def test_what_a_facade_has_not_is_missing(shop: str) -> None:
    facade = importlib.import_module(shop)
    with pytest.raises(AttributeError, match="shop has no butter"):
        _ = facade.butter


@pytest.mark.parametrize(("name", "module"), [("burn", "shop.bread"), ("anything", "shop.broken")])
def test_what_cannot_be_imported_is_not_taken_for_missing(shop: str, name: str, module: str) -> None:
    facade = importlib.import_module(shop)
    with pytest.raises(ImportError, match=f"{name} of shop cannot be imported from {module}"):
        getattr(facade, name)
