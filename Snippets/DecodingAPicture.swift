// Two pixels in the Netpbm format.

import PictureDecoding

// snippet.decoding
let picture = try Picture(bytes: Array("P2 2 1 9  0 9".utf8), source: "an example")
print(picture.luma.pixels)  // [0, 255]
print(picture.format, picture.storage.color)  // Netpbm grey
// snippet.end
