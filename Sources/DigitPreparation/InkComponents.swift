/// A connected piece of ink.
package struct InkComponent {
    /// The label of its pixels, from 1.
    let label: Int
    package var box: PixelBox
    package var area: Int
    /// The sum and the largest of its pixels' contrasts.
    var weight: Int
    var peak: Int
}

/// The pieces of ink in a map, 8-connected, and the label of each pixel.
package struct InkComponents {
    /// Row-major; 0 for paper.
    private(set) var labels: [Int32]
    package private(set) var components: [InkComponent]

    /// - Parameter erased: Pixels that are taken for paper, whatever their contrast; may be empty.
    package init(_ ink: InkMap, erased: [Bool] = []) {
        let width = ink.width
        var labels = [Int32](repeating: 0, count: ink.contrast.count)
        var parents: [Int32] = [0]
        func root(_ label: Int32) -> Int32 {
            var label = label
            while parents[Int(label)] != label {
                parents[Int(label)] = parents[Int(parents[Int(label)])]
                label = parents[Int(label)]
            }
            return label
        }
        for y in 0..<ink.height {
            for x in 0..<width {
                let place = y * width + x
                guard Int(ink.contrast[place]) > ink.possible, erased.isEmpty || !erased[place]
                else { continue }
                var label: Int32 = x > 0 ? labels[place - 1] : 0
                if y > 0 {
                    for neighbor in max(0, x - 1)...min(width - 1, x + 1) {
                        let other = labels[place - x - width + neighbor]
                        if other == 0 { continue }
                        if label == 0 {
                            label = other
                        } else if label != other {
                            let (first, second) = (root(label), root(other))
                            parents[Int(max(first, second))] = min(first, second)
                        }
                    }
                }
                if label == 0 {
                    label = Int32(parents.count)
                    parents.append(label)
                }
                labels[place] = label
            }
        }
        var found: [Int32: Int] = [:]
        var components: [InkComponent] = []
        var indexOfLabel = [Int](repeating: -1, count: parents.count)
        for label in parents.indices.dropFirst() {
            let root = root(Int32(label))
            if found[root] == nil {
                found[root] = components.count
                components.append(
                    InkComponent(
                        label: components.count + 1,
                        box: PixelBox(x: .max, y: .max, width: 0, height: 0), area: 0, weight: 0,
                        peak: 0))
            }
            indexOfLabel[label] = found[root] ?? 0
        }
        for y in 0..<ink.height {
            for x in 0..<width where labels[y * width + x] > 0 {
                let place = y * width + x
                let index = indexOfLabel[Int(labels[place])]
                labels[place] = Int32(index + 1)
                components[index].add(x, y, Int(ink.contrast[place]))
            }
        }
        self.labels = labels
        self.components = components.filter { $0.peak > ink.certain }
    }
}

extension InkComponent {
    fileprivate mutating func add(_ x: Int, _ y: Int, _ contrast: Int) {
        if area == 0 {
            box = PixelBox(x: x, y: y, width: 1, height: 1)
        } else {
            let (left, right) = (min(box.x, x), max(box.endX, x + 1))
            box.x = left
            box.width = right - left
            // Rows come in order.
            box.height = y + 1 - box.y
        }
        area += 1
        weight += contrast
        peak = max(peak, contrast)
    }
}
