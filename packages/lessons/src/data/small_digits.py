"""Writes small-digits-data.ts out of scikit-learn's `load_digits`: 1,797 digits of 8×8 pixels, 4 bits a pixel.

    python small_digits.py > small-digits-data.ts
"""

import base64

from sklearn.datasets import load_digits

pixels, labels = load_digits(return_X_y=True)
# From 0 to 16: the two darkest shades are one.
nibbles = [min(int(value), 15) for value in pixels.flatten()] + [int(label) for label in labels]
if len(nibbles) % 2:
    nibbles.append(0)
packed = bytes(a << 4 | b for a, b in zip(nibbles[::2], nibbles[1::2]))
print(f"""/**
 * {len(labels):,} handwritten digits: `python small_digits.py`. 4 bits each, the pixels of all and then what they show; in base64.
 *
 * E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits, UCI Machine Learning Repository (1998),
 * https://doi.org/10.24432/C50P49, CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/); the part that scikit-learn's
 * `load_digits` holds. Changed: 16 shades of grey in place of 17.
 */
export const SMALL_DIGITS =
  '{base64.b64encode(packed).decode()}';""")
