"""Uses the page as a person does, in headless Chromium, and checks what it says.

Usage: page.py PAGE EXPECTED [SCREENSHOTS]. PAGE is the file of the page, EXPECTED the folder that
expected.py made, with reports; SCREENSHOTS gets pictures to look at.
"""

import base64
import gzip
import hashlib
import io
import json
import pathlib
import sys
from html.parser import HTMLParser

import numpy as np
from axe_selenium_python import Axe
from PIL import Image, ImageFilter
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
    driver = webdriver.Chrome(options=options, service=service)
    # A busy machine takes its time for a thousand images.
    driver.set_script_timeout(300)
    return driver


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

    def shoot(self, path: pathlib.Path) -> None:
        shoot(self.driver, path, is_whole=False)

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


def photograph(index: int) -> bytes:
    """A digit of the test set as a photograph of paper in uneven light, blurred, noisy and a JPEG file."""
    pixels = gzip.open(ROOT / "data/mnist/t10k-images-idx3-ubyte.gz").read()[16 + 784 * index :][:784]
    ink = Image.frombytes("L", (28, 28), pixels).resize((560, 560), Image.Resampling.BICUBIC)
    cover = Image.new("L", (900, 700))
    cover.paste(ink, (190, 70))
    cover = np.asarray(cover.filter(ImageFilter.GaussianBlur(2)), float)[..., None] / 255
    light = np.linspace(235, 150, 900)[None, :, None] + np.linspace(0, -40, 700)[:, None, None]
    paper = light * np.array([1, 0.98, 0.92])
    chance = np.random.default_rng(index)
    mixed = paper * (1 - cover) + np.array([40, 45, 90]) * cover + chance.normal(0, 6, (700, 900, 1))
    file = io.BytesIO()
    Image.fromarray(np.clip(mixed, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=85)
    return file.getvalue()


def check_photograph(page: Page, target: pathlib.Path) -> None:
    for index, digit in [(0, 7), (1, 2), (3, 0), (4, 4)]:
        page.drop(photograph(index), "photograph.jpg", "image/jpeg")
        check(f"a photograph of a {digit}", page.answer().startswith(f"{digit},"), page.answer())
    page.shoot(target / "page-photograph.png")
    page.click("clear")
    check("a photograph is cleared", page.answer().startswith("No ink"), page.answer())


def check_mistakes(page: Page, expected: dict) -> None:
    found = page.driver.execute_script(
        "return window.mnistPage.tests.mistakes.map(({index, label, prediction}) =>"
        "[index, label, prediction])")
    wanted = sorted(map(tuple, expected["mistakes"]))
    check(f"{len(wanted)} mistakes are those of the command", sorted(map(tuple, found)) == wanted, found)
    for index, label, prediction in found[:3]:
        page.click("next")
        answer = page.answer()
        check(f"mistake {index} is walked to",
              answer.startswith(f"Test image {index}, a {label}: {prediction},"), answer)


def check_explanation(page: Page, expected: dict, target: pathlib.Path) -> None:
    """The last mistake of the walk, with the words that the command has for its sum."""
    wanted = next(each for each in expected["explanations"] if each["model"] == "mnist-cnn")
    page.driver.execute_script(
        """const tests = window.mnistPage.tests;
        tests.place = tests.mistakes.findIndex(({index}) => index === arguments[0]) - 1;""",
        wanted["index"])
    page.click("next")
    page.click("explain")
    WebDriverWait(page.driver, 300).until(
        lambda d: not d.execute_script("return window.mnistPage.why.isWorking"))
    text = page.driver.find_element(By.ID, "why").text
    sum_of = (f"{wanted['difference']} = {wanted['support']} for {wanted['answer']} − "
              f"{wanted['opposition']} for {wanted['against']}")
    check("an answer is explained as the command explains it", sum_of in text, (sum_of, text))
    check("all orders are tried", f"from {wanted['orders']} of {wanted['orders']} orders" in text, text)
    page.driver.find_element(By.ID, "why").location_once_scrolled_into_view
    page.shoot(target / "page-explanation.png")
    page.click("explain")


def check_evaluation(page: Page, folder: pathlib.Path, target: pathlib.Path) -> None:
    content = (folder / "evaluation.json").read_bytes()
    report = json.loads(content)
    page.drop(content, "evaluation.json", "application/json")
    text = page.driver.find_element(By.ID, "evaluation").text
    low, high = (f"{100 * each:.2f} %" for each in report["accuracy_interval"])
    for part in [f"{100 * report['accuracy']:.2f} % accuracy; 95 % Wilson interval {low} to {high}",
                 f"{report['mean_cross_entropy']:.4f} nats"]:
        check(f"a saved evaluation says {part}", part in text, text[:300])
    row = report["classes"][9]
    cells = " ".join(f"{row[key]:.4f}" for key in ("precision", "recall", "f1"))
    check("with its classes", f"{cells} {row['support']:,}" in text, cells)
    mistake = report["misclassified"][0]
    cell = page.driver.find_element(
        By.CSS_SELECTOR, f"#evaluation button[aria-label$=' {mistake['label']} taken for "
                         f"{mistake['prediction']}']")
    count = report["confusion_matrix"][mistake["label"]][mistake["prediction"]]
    check("a cell has its count", cell.text == str(count), cell.text)
    cell.click()
    title = page.driver.find_element(By.CSS_SELECTOR, "#evaluation div[tabindex='-1'] h4").text
    pictures = page.driver.find_elements(By.CSS_SELECTOR, "#evaluation div[tabindex='-1'] canvas")
    check("a cell opens its images", title == f"{mistake['label']} taken for {mistake['prediction']}"
          and len(pictures) == count, (title, len(pictures)))
    page.driver.find_element(By.ID, "tests").location_once_scrolled_into_view
    page.shoot(target / "page-evaluation.png")
    name = "t10k-images-idx3-ubyte.gz"
    page.drop((ROOT / "data/mnist" / name).read_bytes(), name, "application/gzip")
    check("images of a test set are opened", page.driver.execute_script(
        "return window.mnistPage.tests.opened(9999)?.length") == 784)
    lacking = {key: report[key] for key in ["accuracy", "accuracy_interval", "classes", "model", "calibration"]}
    for other in [b"[]", b"7", json.dumps(lacking).encode()]:
        page.drop(other, "other.json", "application/json")
        note = page.driver.find_element(By.ID, "evaluation-note").text
        check("other JSON is refused", note.startswith("other.json: expected the output of"), note)
    page.drop(b"{", "cut.json", "application/json")
    note = page.driver.find_element(By.ID, "evaluation-note").text
    check("what is no JSON is refused", note == "cut.json: expected JSON, found something else", note)


class Rows(HTMLParser):
    """The rows of tables of figures, and others whose name is listed: texts of cells."""

    def __init__(self, html: str, names: list[str]):
        super().__init__()
        self.rows, self.names, self.is_cell, self.is_figure = [], names, False, False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag == "table":
            self.is_figure = ("class", "rows") in attributes
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.is_cell = True
            self.rows[-1].append("")

    def handle_data(self, data):
        if self.is_cell:
            self.rows[-1][-1] += data

    def handle_endtag(self, tag):
        self.is_cell = self.is_cell and tag not in ("td", "th")
        if tag == "tr" and not self.is_figure and self.rows[-1][0] not in self.names:
            self.rows.pop()


def check_saved(page: Page, folder: pathlib.Path, target: pathlib.Path, name: str) -> dict:
    """A saved comparison or benchmark has the figures of the report that the command wrote."""
    content = (folder / f"{name}.json").read_bytes()
    page.drop(content, f"{name}.json", "application/json")
    note = page.driver.find_element(By.ID, "evaluation-note").text
    check(f"a saved {name} is opened", note == "", note)
    found = page.driver.execute_script(
        "return [...document.querySelectorAll('#evaluation tr')].map(row =>"
        "[...row.cells].map(cell => cell.textContent))")
    wanted = Rows((folder / f"{name}.html").read_text(), ["answers", "McNemar"]).rows
    missing = [row for row in wanted if row not in found]
    check(f"it shows the {len(wanted)} rows of its report", len(wanted) > 4 and not missing,
          (missing[:3], found[:8]))
    page.driver.find_element(By.ID, "evaluation").location_once_scrolled_into_view
    page.shoot(target / f"page-{name}.png")
    return json.loads(content)


def check_comparison(page: Page, folder: pathlib.Path, target: pathlib.Path) -> None:
    listed = check_saved(page, folder, target, "comparison")["disagreements"]
    pictures = page.driver.find_elements(By.CSS_SELECTOR, "#evaluation .pictures button")
    check("with its images", len(pictures) == len(listed) > 50, (len(pictures), len(listed)))
    first = listed[0]
    text = pictures[0].text.replace("\n", " ")
    check("and both answers", f"{first['index']}: {first['label']} A {first['first']} " in text
          and f"B {first['second']} " in text, text)
    pictures[0].click()
    check("which can be chosen", page.answer().startswith(f"Test image {first['index']},"), page.answer())


def check_benchmark(page: Page, folder: pathlib.Path, target: pathlib.Path) -> None:
    results = check_saved(page, folder, target, "benchmark")["results"]
    lines = {(each["model"], each["threads"]) for each in results}
    names = page.driver.execute_script(
        "return [...document.querySelectorAll('#evaluation .chart text')].map(text => text.textContent)")
    check("with a line for each network",
          all(any(name.startswith(f"{model}, {threads} thread") for name in names)
              for model, threads in lines), names)


def check_cell(driver: webdriver.Chrome, path: pathlib.Path) -> None:
    """A cell of the confusion matrix of a report leads to its images."""
    driver.get(path.resolve().as_uri())
    cell = driver.find_element(By.CSS_SELECTOR, "td.wrong a")
    identity, count = cell.get_attribute("href").split("#")[1], int(cell.text)
    cell.click()
    box = driver.find_element(By.ID, identity).rect
    top = driver.execute_script("return scrollY")
    check("a cell of the report leads to its images",
          driver.current_url.endswith("#" + identity) and 0 <= box["y"] - top < 900, (box, top))
    pictures = driver.find_elements(By.CSS_SELECTOR, f"#{identity} + ul img, #{identity} + p + ul img")
    check("which are as many as it says", len(pictures) == count, (len(pictures), count))


def check_reports(driver: webdriver.Chrome, folder: pathlib.Path, target: pathlib.Path) -> None:
    check_cell(driver, folder / "evaluation.html")
    for name in ["evaluation", "comparison", "benchmark"]:
        path = folder / f"{name}.html"
        size = path.stat().st_size
        check(f"{path.name} has {size} bytes", size <= 1_500_000)
        for scheme in ["light", "dark"]:
            for form, width, height in [("wide", 1280, 900), ("phone", 390, 844)]:
                emulate(driver, scheme, width, height)
                driver.get(path.resolve().as_uri())
                shoot(driver, target / f"{name}-{form}-{scheme}.png")
                scroll = driver.execute_script(
                    "return document.documentElement.scrollWidth - innerWidth")
                check(f"{name}, {form}, {scheme}: nothing sticks out to the right", scroll <= 0, scroll)
                check_accessibility(driver)


def check_logits(page: Page, expected: dict) -> None:
    images = {
        name: gzip.open(ROOT / "data" / name / "t10k-images-idx3-ubyte.gz").read()[16:]
        for name in ["mnist", "fashion-mnist"]
    }
    page.driver.execute_script(
        "window.fromBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));")
    for name, wanted in expected["logits"].items():
        model = (ROOT / "models" / f"{name}.safetensors").read_bytes()
        page.driver.execute_script(
            "window.tested = window.mnistPage.module.load(fromBase64(arguments[0]))",
            base64.b64encode(model).decode())
        pixels = images[wanted["images"]][: 784 * wanted["count"]]
        check_digest(page, name, pixels, wanted["sha256"])
    count = expected["logits"]["mnist-cnn"]["count"]
    for number, wanted in [(0, expected["logits"]["mnist-cnn"]["sha256"]), (1, expected["second"])]:
        page.driver.execute_script("window.tested = window.mnistPage.models[arguments[0]]", number)
        check_digest(page, f"the page's network {number + 1}", images["mnist"][: 784 * count], wanted)


def check_digest(page: Page, name: str, pixels: bytes, wanted: str) -> None:
    """Compares all logits of `window.tested`."""
    logits, time = b"", 0.0
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
    count = len(pixels) // 784
    found = hashlib.sha256(logits).hexdigest()
    check(f"logits of {name} over {count} images, {time / count:.3f} ms each", found == wanted, found)


def check_quiet(driver: webdriver.Chrome) -> None:
    errors = [e["message"] for e in driver.get_log("browser") if e["level"] in ("SEVERE", "WARNING")]
    check("nothing on the console", not errors, errors)
    messages = [json.loads(e["message"])["message"] for e in driver.get_log("performance")]
    requests = [
        m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"
    ]
    other = [url[:80] for url in requests[1:] if not url.startswith(("blob:", "data:"))]
    check("no request but for the page", not other, other)


def check_accessibility(driver: webdriver.Chrome) -> None:
    axe = Axe(driver)
    axe.inject()
    results = axe.run()
    check(f"accessibility: {len(results['passes'])} rules hold", len(results["passes"]) > 10)
    for violation in results["violations"]:
        nodes = [node["html"][:100] for node in violation["nodes"][:3]]
        is_serious = violation["impact"] in ("serious", "critical")
        check(f"accessibility: {violation['id']} ({violation['impact']})", not is_serious, nodes)


def emulate(driver: webdriver.Chrome, scheme: str, width: int, height: int) -> None:
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
        "features": [{"name": "prefers-color-scheme", "value": scheme}]})
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})


def shoot(driver: webdriver.Chrome, path: pathlib.Path, is_whole: bool = True) -> None:
    picture = driver.execute_cdp_cmd("Page.captureScreenshot", {
        "captureBeyondViewport": is_whole, "format": "png"})
    path.write_bytes(base64.b64decode(picture["data"]))


def screenshots(page: Page, folder: pathlib.Path) -> None:
    for scheme in ["light", "dark"]:
        for name, width, height in [("wide", 1280, 900), ("phone", 390, 844)]:
            emulate(page.driver, scheme, width, height)
            page.answer()
            shoot(page.driver, folder / f"page-{name}-{scheme}.png")
            scroll = page.driver.execute_script(
                "return document.documentElement.scrollWidth - innerWidth")
            check(f"{name}, {scheme}: nothing sticks out to the right", scroll <= 0, scroll)
            check_accessibility(page.driver)


def main() -> None:
    path, folder = map(pathlib.Path, sys.argv[1:3])
    target = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else folder
    expected = json.loads((folder / "expected.json").read_text())
    size = path.stat().st_size
    check(f"the page has {size} bytes", size <= 1_000_000)
    driver = browser()
    try:
        page = Page(driver, path)
        check_drawing(page)
        check_no_digit(page)
        check_keyboard(page)
        check_several(page)
        check_pictures(page, folder, expected)
        check_photograph(page, target)
        check_mistakes(page, expected)
        check_explanation(page, expected, target)
        check_evaluation(page, folder, target)
        check_comparison(page, folder, target)
        check_benchmark(page, folder, target)
        check_accessibility(driver)
        check_logits(page, expected)
        page.click("clear")
        page.draw(STYLES["plain"][3])
        page.answer()
        check_quiet(driver)
        screenshots(page, target)
        check_reports(driver, folder, target)
        errors = [e["message"] for e in driver.get_log("browser") if e["level"] == "SEVERE"]
        check("nothing on the console of the reports", not errors, errors)
    finally:
        driver.quit()
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
