// The paper: strokes of a pointer or the keyboard, or a picture.
import { drawing } from "./elements.js";

const PEN = 19;
/** How the arrow keys move the pen.
 * @type {Record<string, number[]>} */
const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Paper {
    /** @param {HTMLCanvasElement} canvas
     * @param {HTMLCanvasElement} overlay
     * @param {() => void} changed Called after each change of what is on the paper. */
    constructor(canvas, overlay, changed) {
        this.canvas = canvas;
        this.overlay = overlay;
        this.changed = changed;
        this.context = drawing(canvas, { willReadFrequently: true });
        /** @type {{x: number, y: number}[][]} */
        this.strokes = [];
        /** @type {ImageData | null} */
        this.picture = null;
        this.pen = { x: canvas.width / 2, y: canvas.height / 2, isDown: false, isShown: false };
        /** @type {number[][]} */
        this.boxes = [];
        this.selected = 0;
        this.listen();
        this.redraw();
    }

    get isEmpty() {
        return this.strokes.length === 0 && !this.picture;
    }

    /** The pixels to be read: the picture, or the strokes on white. */
    get pixels() {
        const { width, height } = this.canvas;
        return this.picture ?? this.context.getImageData(0, 0, width, height);
    }

    clear() {
        this.strokes = [];
        this.picture = null;
        this.pen.isDown = false;
        this.redraw();
        this.changed();
    }

    undo() {
        if (this.picture) return this.clear();
        this.strokes.pop();
        this.redraw();
        this.changed();
    }

    /** Shows a picture in place of strokes.
     * @param {ImageData} picture */
    show(picture) {
        this.strokes = [];
        this.picture = picture;
        this.redraw();
        this.changed();
    }

    /** Marks digits.
     * @param {number[][]} boxes x, y, width and height in the picture's pixels
     * @param {number} selected */
    mark(boxes, selected) {
        this.boxes = boxes;
        this.selected = selected;
        this.redrawOverlay();
    }

    listen() {
        const { canvas } = this;
        canvas.addEventListener("pointerdown", (event) => {
            if (event.button > 0) return;
            canvas.setPointerCapture(event.pointerId);
            if (this.picture) this.picture = null;
            this.pen.isShown = false;
            this.strokes.push([this.place(event)]);
            this.redraw();
            this.changed();
        });
        canvas.addEventListener("pointermove", (event) => {
            if (!canvas.hasPointerCapture(event.pointerId)) return;
            const events = event.getCoalescedEvents?.() ?? [];
            const stroke = this.strokes[this.strokes.length - 1];
            if (!stroke) return;
            for (const each of events.length ? events : [event]) stroke.push(this.place(each));
            this.redraw();
            this.changed();
        });
        canvas.addEventListener("keydown", (event) => this.press(event));
        canvas.addEventListener("blur", () => {
            this.pen.isShown = false;
            this.redrawOverlay();
        });
    }

    /** @param {KeyboardEvent} event */
    press(event) {
        const move = moves[event.key];
        const { pen, canvas } = this;
        if (move) {
            const step = event.shiftKey ? 2 : 7;
            pen.x = Math.min(canvas.width, Math.max(0, pen.x + step * move[0]));
            pen.y = Math.min(canvas.height, Math.max(0, pen.y + step * move[1]));
            if (pen.isDown) this.strokes[this.strokes.length - 1]?.push({ x: pen.x, y: pen.y });
        } else if (event.key === " " || event.key === "Enter") {
            pen.isDown = !pen.isDown;
            if (pen.isDown) {
                this.picture = null;
                this.strokes.push([{ x: pen.x, y: pen.y }]);
            }
        } else if (event.key === "Delete" || event.key === "Backspace") {
            this.clear();
        } else {
            return;
        }
        event.preventDefault();
        pen.isShown = true;
        this.redraw();
        if (!move || pen.isDown) this.changed();
    }

    /** @param {PointerEvent} event */
    place(event) {
        const box = this.canvas.getBoundingClientRect();
        const scale = this.canvas.width / box.width;
        return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
    }

    /** Where the picture lies on the paper. */
    get frame() {
        const { width, height } = this.canvas;
        if (!this.picture) return { x: 0, y: 0, scale: 1 };
        const scale = Math.min(width / this.picture.width, height / this.picture.height);
        return {
            x: (width - scale * this.picture.width) / 2,
            y: (height - scale * this.picture.height) / 2,
            scale,
        };
    }

    redraw() {
        const { context, canvas, picture } = this;
        context.fillStyle = "#fff";
        context.fillRect(0, 0, canvas.width, canvas.height);
        if (picture) {
            const whole = document.createElement("canvas");
            [whole.width, whole.height] = [picture.width, picture.height];
            drawing(whole).putImageData(picture, 0, 0);
            const { x, y, scale } = this.frame;
            context.imageSmoothingEnabled = scale < 4;
            context.drawImage(whole, x, y, scale * picture.width, scale * picture.height);
        }
        context.strokeStyle = context.fillStyle = "#111";
        context.lineWidth = PEN;
        context.lineCap = context.lineJoin = "round";
        for (const stroke of this.strokes) {
            context.beginPath();
            context.moveTo(stroke[0].x, stroke[0].y);
            for (const point of stroke) context.lineTo(point.x, point.y);
            // A line of no length is drawn as a dot.
            if (stroke.length === 1) context.lineTo(stroke[0].x + 0.01, stroke[0].y);
            context.stroke();
        }
        this.boxes = [];
        this.redrawOverlay();
    }

    redrawOverlay() {
        const context = drawing(this.overlay);
        context.clearRect(0, 0, this.overlay.width, this.overlay.height);
        const { x, y, scale } = this.frame;
        this.boxes.forEach((box, index) => {
            const isSelected = index === this.selected;
            context.setLineDash(isSelected ? [] : [5, 4]);
            context.lineWidth = isSelected ? 3 : 2;
            context.strokeStyle = isSelected ? "#c2410c" : "#0b62c4";
            const [left, top, width, height] = box.map((value) => value * scale);
            context.strokeRect(x + left - 3, y + top - 3, width + 6, height + 6);
        });
        if (!this.pen.isShown) return;
        context.setLineDash([]);
        context.lineWidth = 1.5;
        context.strokeStyle = this.pen.isDown ? "#c2410c" : "#0b62c4";
        context.beginPath();
        context.arc(this.pen.x, this.pen.y, PEN / 2, 0, 2 * Math.PI);
        context.stroke();
    }
}
