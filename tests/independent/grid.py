"""The page as poppler reads it: A4, type area 156 x 225 mm, 28 characters a line, 22 lines a page (民事诉讼文书样式)."""

import re
import subprocess
import sys

MM = 72 / 25.4
LEFT, TOP, WIDTH, HEIGHT = 28 * MM, 37 * MM, 156 * MM, 225 * MM
CELL, PITCH = WIDTH / 28, HEIGHT / 22


def words(path):
    """Every word with its box, page by page."""
    html = subprocess.check_output(["pdftotext", "-bbox-layout", path, "-"], text=True)
    for number, page in enumerate(html.split("<page ")[1:], 1):
        size = re.match(r'width="([\d.]+)" height="([\d.]+)"', page)
        boxes = re.findall(r'<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</line>', page, re.S)
        yield number, tuple(map(float, size.groups())), boxes


def check(path):
    full = 0
    for number, (width, height), lines in words(path):
        assert abs(width - 210 * MM) < 0.1 and abs(height - 297 * MM) < 0.1, f"page {number} is not A4"
        for x0, y0, x1, y1, inner in lines:
            text = "".join(re.findall(r">([^<>\n]+)</word>", inner))
            x0, y0, x1, y1 = map(float, (x0, y0, x1, y1))
            if re.fullmatch(r"[\u3000-\u9fff\uff00-\uffef]{28}", text):
                full += 1
                assert abs(x0 - LEFT) < 0.1 and abs(x1 - LEFT - WIDTH) < 0.1, f"page {number}: {text} is off the grid: {x0} {x1}"
            body = 14 < (y1 - y0) < 26 and x0 >= LEFT - 1 and y1 < TOP + HEIGHT + 8
            if body and re.fullmatch(r"[\u3000-\u9fff\uff00-\uffef]{20,28}", text):
                middle = (y0 + y1) / 2 - TOP
                line = (middle - PITCH / 2) / PITCH
                assert abs(line - round(line)) < 0.25 and 0 <= round(line) < 22, f"page {number}: {text} stands between lines: {line}"
    assert full > 0, "no full line of 28 characters to measure"
    print(f"   {full} full lines of 28 characters stand on the grid to a tenth of a point")


check(sys.argv[1])
