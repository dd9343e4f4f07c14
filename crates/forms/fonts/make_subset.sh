#!/bin/sh
# Makes NotoSansCJKsc-subset.otf from Debian's fonts-noto-cjk (1:20220127+repack1-1) with pyftsubset (package fonttools).
# --font-number=2 is the face "Noto Sans CJK SC" of the collection. The same input gives the same bytes.
set -eu
cd "$(dirname "$0")"
pyftsubset /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc --font-number=2 \
  --output-file=NotoSansCJKsc-subset.otf --layout-features='' --no-hinting --desubroutinize --notdef-outline \
  --unicodes='U+0020-007E,U+00A0-024F,U+02B0-02FF,U+0370-03FF,U+1E00-1EFF,U+2000-200A,U+2010-2027,U+2030-205E,U+20A0-20BF,U+2100-22FF,U+2460-24FF,U+2500-25FF,U+2610-2612,U+2713,U+2714,U+2E80-2FDF,U+3000-303F,U+3105-312F,U+31A0-31BF,U+31C0-31EF,U+3200-32FF,U+3400-4DBF,U+4E00-9FFF,U+F900-FAFF,U+FE10-FE1F,U+FE30-FE4F,U+FF00-FFEF,U+20000-2FA1F,U+30000-323AF'
sha256sum NotoSansCJKsc-subset.otf > NotoSansCJKsc-subset.otf.sha256
