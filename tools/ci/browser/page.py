"""Uses the page as a person does, in headless Chromium, and checks what it says.

Usage: page.py PAGE EXPECTED [SCREENSHOTS]. PAGE is the file of the page, EXPECTED the folder that
expected.py made; SCREENSHOTS gets pictures to look at.
"""

import base64
import gzip
import hashlib
import json
import pathlib
import sys

from axe_selenium_python import Axe
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from strokes import STYLES

ROOT = pathlib.Path(__file__).resolve().parents[3]
failures = []


def check(what: str, condition: bool, found: object = "") -> None:
    print(("ok    " if condition else "FAILED ") + what, found if not condition else "", flush=True)
    if not condition:
        failures.append(what)


def browser() -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    for argument in ["--headless=new", "--no-sandbox", "--window-size=1280,1400"]:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService("/usr/bin/chromedriver")
    return webdriver.Chrome(options=options, service=service)


class Page:
    def __init__(self, driver: webdriver.Chrome, path: pathlib.Path):
        self.driver = driver
        driver.get(path.resolve().as_uri())
        WebDriverWait(driver, 120).until(lambda d: d.execute_script("return !!window.mnistPage"))

    def answer(self) -> str:
        """The sentence, once the page has read the paper."""
        WebDriverWait(self.driver, 60).until(
            lambda d: d.execute_script("return !window.mnistPage.isWaiting"))
        return self.driver.find_element(By.ID, "answer").text

    def click(self, identity: str) -> None:
        self.driver.find_element(By.ID, identity).click()

    def draw(self, strokes) -> None:
        """Draws with a pen, by the events that the browser makes of real ones."""
        box = self.driver.execute_script(
            "const c = document.getElementById('drawing'); c.scrollIntoView({block: 'center'});"
            "const b = c.getBoundingClientRect(); return [b.left, b.top, b.width]")

        def event(kind: str, point, buttons: int) -> None:
            x, y = (box[0] + point[0] * box[2], box[1] + point[1] * box[2])
            self.driver.execute_cdp_cmd("Input.dispatchMouseEvent", {
                "type": kind, "x": x, "y": y, "button": "left", "buttons": buttons,
                "clickCount": 1, "pointerType": "pen"})

        for stroke in strokes:
            event("mousePressed", stroke[0], 1)
            for point in stroke[1:]:
                event("mouseMoved", point, 1)
            event("mouseReleased", stroke[-1], 0)

    def drop(self, content: bytes, name: str, kind: str) -> None:
        before = self.driver.execute_script("return window.mnistPage.taken")
        self.driver.execute_script(
            """const bytes = Uint8Array.from(atob(arguments[0]), (c) => c.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], arguments[1], {type: arguments[2]}));
            document.dispatchEvent(new DragEvent("drop", {dataTransfer: transfer,
                bubbles: true, cancelable: true}));""",
            base64.b64encode(content).decode(), name, kind)
        WebDriverWait(self.driver, 60).until(
            lambda d: d.execute_script("return window.mnistPage.taken") > before)

    def digits(self) -> list:
        return self.driver.execute_script(
            "return (window.mnistPage.reading?.digits ?? []).map(({box, pixels, answer}) =>"
            "({box, pixels, label: answer.logits.indexOf(Math.max(...answer.logits))}))")


def check_drawing(page: Page) -> None:
    right = 0
    for name, digits in STYLES.items():
        for digit, strokes in digits.items():
            page.click("clear")
            page.draw(strokes)
            answer = page.answer()
            is_right = answer.startswith(f"{digit},")
            right += is_right
            if not is_right:
                print(f"      {digit}, {name}: {answer}")
    check(f"drawn digits: {right} of 30 are right, expected 29", right >= 29)
    page.click("clear")
    check("a cleared paper has no ink", page.answer().startswith("No ink"), page.answer())
    page.draw(STYLES["plain"][7])
    page.answer()
    page.click("undo")
    check("undo takes the stroke back", page.answer().startswith("No ink"), page.answer())


def check_no_digit(page: Page) -> None:
    page.draw([[(0.2, 0.2), (0.8, 0.8)], [(0.8, 0.2), (0.2, 0.8)]])
    check("a cross is not a digit", page.answer().startswith("Not a digit"), page.answer())
    page.click("clear")


def check_keyboard(page: Page) -> None:
    paper = page.driver.find_element(By.ID, "drawing")
    paper.send_keys(Keys.ARROW_UP * 14 + Keys.SPACE + Keys.ARROW_DOWN * 26 + Keys.SPACE)
    check("a 1 by keyboard", page.answer().startswith("1,"), page.answer())
    paper.send_keys(Keys.DELETE)
    check("Delete clears", page.answer().startswith("No ink"), page.answer())


def check_several(page: Page) -> None:
    def half(strokes, left):
        return [[(left + 0.45 * x, 0.28 + 0.45 * y) for x, y in stroke] for stroke in strokes]

    page.draw(half(STYLES["plain"][2], 0.02) + half(STYLES["plain"][5], 0.52))
    answer = page.answer()
    check("two digits are found", answer.startswith("2 digits: 2 5"), answer)
    buttons = page.driver.find_elements(By.CSS_SELECTOR, "#digits button")
    check("each has a button", len(buttons) == 2, len(buttons))
    page.click("second")
    page.answer()
    panels = page.driver.find_elements(By.CSS_SELECTOR, "#models h3")
    check("two networks side by side", len(panels) == 2, len(panels))
    page.click("second")
    page.click("clear")


def check_pictures(page: Page, folder: pathlib.Path, expected: dict) -> None:
    for name, wanted in expected["pictures"].items():
        page.drop((folder / f"{name}.png").read_bytes(), f"{name}.png", "image/png")
        page.answer()
        found = [
            {"box": d["box"], "label": d["label"],
             "pixels": hashlib.sha256(bytes(d["pixels"])).hexdigest()}
            for d in page.digits()
        ]
        if found != wanted:
            check(f"{name} is read as the library reads it", False, (found, wanted))
    check(f"{len(expected['pictures'])} pictures were dropped", True)
    page.drop(b"no picture", "notes.txt", "text/plain")
    check("what is no picture is refused", "is no picture" in page.answer(), page.answer())


def check_logits(page: Page, expected: dict) -> None:
    images = {
        name: gzip.open(ROOT / "data" / name / "t10k-images-idx3-ubyte.gz").read()[16:]
        for name in ["mnist", "fashion-mnist"]
    }
    for name, wanted in expected["logits"].items():
        model = (ROOT / "models" / f"{name}.safetensors").read_bytes()
        page.driver.execute_script(
            "window.fromBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));"
            "window.tested = window.mnistPage.module.load(fromBase64(arguments[0]))",
            base64.b64encode(model).decode())
        count = wanted["count"]
        pixels, logits, time = images[wanted["images"]][: 784 * count], b"", 0.0
        for start in range(0, len(pixels), 784 * 1000):
            text, spent = page.driver.execute_script(
                """const pixels = fromBase64(arguments[0]), start = performance.now();
                const logits = window.mnistPage.module.logits(window.tested, pixels);
                const spent = performance.now() - start;
                const bytes = new Uint8Array(logits.buffer);
                return [btoa(String.fromCharCode(...bytes)), spent];""",
                base64.b64encode(pixels[start : start + 784 * 1000]).decode())
            logits += base64.b64decode(text)
            time += spent
        found = hashlib.sha256(logits).hexdigest()
        check(f"logits of {name} over {count} images, {time / count:.3f} ms each",
              found == wanted["sha256"], found)


def check_quiet(driver: webdriver.Chrome) -> None:
    errors = [e["message"] for e in driver.get_log("browser") if e["level"] in ("SEVERE", "WARNING")]
    check("nothing on the console", not errors, errors)
    messages = [json.loads(e["message"])["message"] for e in driver.get_log("performance")]
    requests = [
        m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"
    ]
    other = [url[:80] for url in requests[1:] if not url.startswith(("blob:", "data:"))]
    check("no request but for the page", not other, other)


def check_accessibility(page: Page) -> None:
    axe = Axe(page.driver)
    axe.inject()
    results = axe.run()
    check(f"accessibility: {len(results['passes'])} rules hold", len(results["passes"]) > 10)
    for violation in results["violations"]:
        nodes = [node["html"][:100] for node in violation["nodes"][:3]]
        is_serious = violation["impact"] in ("serious", "critical")
        check(f"accessibility: {violation['id']} ({violation['impact']})", not is_serious, nodes)


def screenshots(page: Page, folder: pathlib.Path) -> None:
    for scheme in ["light", "dark"]:
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": scheme}]})
        for name, width, height in [("wide", 1280, 900), ("phone", 390, 844)]:
            page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
                "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})
            page.answer()
            picture = page.driver.execute_cdp_cmd("Page.captureScreenshot", {
                "captureBeyondViewport": True, "format": "png"})
            (folder / f"page-{name}-{scheme}.png").write_bytes(base64.b64decode(picture["data"]))
            scroll = page.driver.execute_script(
                "return document.documentElement.scrollWidth - innerWidth")
            check(f"{name}, {scheme}: nothing sticks out to the right", scroll <= 0, scroll)
            check_accessibility(page)


def main() -> None:
    path, folder = map(pathlib.Path, sys.argv[1:3])
    expected = json.loads((folder / "expected.json").read_text())
    size = path.stat().st_size
    check(f"the page has {size} bytes", size <= 1_400_000)
    driver = browser()
    try:
        page = Page(driver, path)
        check_drawing(page)
        check_no_digit(page)
        check_keyboard(page)
        check_several(page)
        check_pictures(page, folder, expected)
        check_logits(page, expected)
        page.click("clear")
        page.draw(STYLES["plain"][3])
        page.answer()
        check_quiet(driver)
        target = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else folder
        screenshots(page, target)
    finally:
        driver.quit()
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
