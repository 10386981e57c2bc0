"""Makes the fonts the papers are printed with: Noto Sans SC as TrueType, cut to GBK and Latin, small enough to keep.

python .ci/fonts.py         fetch, subset, write inspect_app/fonts/ (needs fonttools and npm)
"""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "inspect_app" / "fonts"
PACKAGE, VERSION = "@expo-google-fonts/noto-sans-sc", "0.4.3"
FACES = {
    "400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
}
# What GBK lacks but our papers say: Latin with accents, Greek, punctuation, units, sub- and superscripts,
# arrows, marks, circled numbers, brackets, radicals of CJK symbols, full-width forms.
BLOCKS = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x370, 0x3FF),
    (0x2010, 0x205E),
    (0x2070, 0x209C),
    (0x20A0, 0x20BF),
    (0x2100, 0x214F),
    (0x2150, 0x218F),
    (0x2190, 0x21FF),
    (0x2200, 0x22FF),
    (0x2460, 0x24FF),
    (0x2500, 0x25FF),
    (0x2600, 0x263F),
    (0x2713, 0x2718),
    (0x3000, 0x303F),
    (0x3200, 0x32FF),
    (0x3300, 0x33FF),
    (0xFF00, 0xFFEF),
)
# Official lists of characters for names reach beyond GBK: these few stand in the 2013 table's place names.
NAMES = "䶮㛃㛚㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙"


def gbk() -> set[int]:
    """Every character GBK can write (21,886 of them)."""
    found = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                text = bytes((lead, trail)).decode("gbk")
            except UnicodeDecodeError:
                continue
            found.add(ord(text))
    return found


def wanted() -> set[int]:
    return gbk() | {ord(c) for c in NAMES} | {point for low, high in BLOCKS for point in range(low, high + 1)}


def cut(source: Path, target: Path) -> None:
    """The face with only the wanted characters, without hinting or layout tables, which reportlab does not read."""
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "VORG", "DSIG", "meta"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    font = TTFont(source)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted())
    subsetter.subset(font)
    font.save(target)
    print(f"{target.name}: {len(font.getBestCmap())} characters, {target.stat().st_size:,} bytes")


def main() -> None:
    FONTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as where:
        done = subprocess.run(
            ["npm", "pack", "--silent", f"{PACKAGE}@{VERSION}"],
            cwd=where,
            check=True,
            capture_output=True,
            text=True,
        )
        with tarfile.open(Path(where) / done.stdout.strip().splitlines()[-1]) as archive:
            archive.extractall(where, filter="data")
        for there, here in FACES.items():
            cut(Path(where) / "package" / there, FONTS / here)
        (FONTS / "LICENSE").write_bytes((Path(where) / "package" / "LICENSE_FONT").read_bytes())


if __name__ == "__main__":
    main()
