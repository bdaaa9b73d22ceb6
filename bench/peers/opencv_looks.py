"""Drawings and paintings of native OpenCV, one PNG each, in a folder: what ours are measured beside."""
import sys

import cv2

path, folder = sys.argv[1:3]
photo = cv2.imread(path, cv2.IMREAD_COLOR)
grey, color = cv2.pencilSketch(photo)
for name, picture in {
    "pencilSketch": grey,
    "pencilSketch-color": color,
    "stylization": cv2.stylization(photo),
    "oilPainting": cv2.xphoto.oilPainting(photo, 7, 1),
}.items():
    cv2.imwrite(f"{folder}/{name}.png", picture)
