"""The page that browsers get: opened in Chromium, as a person does."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait
from wire import Wire, exchange, message

sys.path.append(str(ROOT / "tools/ci/browser"))
from strokes import STYLES  # noqa: E402

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
TOKEN = "a-token-for-tests-only"


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("page") / "index.html"
    subprocess.run([ROOT / "tools/page", "--output", file], check=True, stdin=subprocess.DEVNULL)
    return file


@pytest.fixture(scope="module")
def paged(start, page):
    with start("--page", str(page)) as server:
        yield server


def test_the_page_is_what_was_built(paged, page):
    response = exchange(paged.port, "GET", "/", HTML)
    assert response.status == 200 and response.body == page.read_bytes()
    policy = response.headers["content-security-policy"]
    stated = policy.removesuffix("; frame-ancestors 'none'")
    assert stated != policy and f'content="{stated}"' in page.read_text()
    assert "connect-src" not in policy and policy.startswith("default-src 'none'")


def test_the_page_by_the_environment(start, page):
    with start(MNIST_SERVER_PAGE=str(page)) as server:
        assert exchange(server.port, "GET", "/", HTML).body == page.read_bytes()


def test_programs_get_no_page(paged):
    for headers in [{}, {"Accept": "*/*"}, {"Accept": "application/json"}]:
        assert exchange(paged.port, "GET", "/", headers).json() == {"status": "alive"}


def test_the_page_takes_its_place_among_requests(paged, page, requests):
    """Sent again and again on one connection, also to clients that know it, beside inference."""
    known = HTML | {"If-None-Match": exchange(paged.port, "GET", "/", HTML).headers["etag"]}
    with Wire(paged.port) as wire:
        for _ in range(20):
            wire.send(
                message("GET", "/", HTML)
                + message("GET", "/", known)
                + message("POST", requests.path, {}, requests.one)
            )
            assert wire.read().body == page.read_bytes()
            assert wire.read().status == 304
            assert wire.read().status == 200


def test_a_token_is_asked_for(start, page):
    with start("--page", str(page), "--host", "0.0.0.0", MNIST_SERVER_TOKEN=TOKEN) as server:
        refused = exchange(server.port, "GET", "/", HTML, host="127.0.0.2")
        assert refused.status == 401 and set(refused.json()) == {"error"}
        shown = HTML | {"Authorization": f"Bearer {TOKEN}"}
        assert exchange(server.port, "GET", "/", shown).body == page.read_bytes()


def test_other_names_of_this_machine_get_nothing(paged):
    assert exchange(paged.port, "GET", "/", HTML | {"Host": "evil.example"}).status == 421


@pytest.mark.skipif(
    not shutil.which("chromium") or not shutil.which("chromedriver"), reason="Chromium is not installed"
)
def test_a_digit_is_drawn(paged):
    options = webdriver.ChromeOptions()
    for argument in ["--headless=new", "--no-sandbox", "--window-size=1280,1400"]:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))
    try:
        driver.get(f"{paged.url}/")
        patient = WebDriverWait(driver, 120)
        patient.until(lambda d: d.execute_script("return !!window.mnistPage"))
        for digit in [3, 8]:
            driver.find_element(By.ID, "clear").click()
            draw(driver, STYLES["plain"][digit])
            patient.until(lambda d: d.execute_script("return !window.mnistPage.isWaiting"))
            assert driver.find_element(By.ID, "answer").text.startswith(f"{digit},")
        assert driver.get_log("browser") == []
        messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
        asked = [
            each["params"]["request"]["url"]
            for each in messages
            if each["method"] == "Network.requestWillBeSent"
        ]
        assert [url for url in asked if url.startswith("http")] == [f"{paged.url}/"]
    finally:
        driver.quit()


def draw(driver, strokes) -> None:
    left, top, side = driver.execute_script(
        "const box = document.getElementById('drawing').getBoundingClientRect();"
        "return [box.left, box.top, box.width]"
    )
    for stroke in strokes:
        kinds = ["mousePressed"] + ["mouseMoved"] * (len(stroke) - 1)
        for kind, (x, y) in zip(kinds, stroke):
            event(driver, kind, left + x * side, top + y * side, 1)
        event(driver, "mouseReleased", left + stroke[-1][0] * side, top + stroke[-1][1] * side, 0)


def event(driver, kind: str, x: float, y: float, buttons: int) -> None:
    driver.execute_cdp_cmd(
        "Input.dispatchMouseEvent",
        {"type": kind, "x": x, "y": y, "button": "left", "buttons": buttons, "clickCount": 1},
    )
