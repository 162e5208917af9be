"""What reading does to ordinary ads: words changed by the normaliser, countries abroad named where none is.

    python benchmarks/read_harm.py ADS.jsonl.gz [--show words|places|pay]

A word is changed when the text without white space and invisible characters is not the same. An ad
"names a country abroad" when the plain name of a country or of a city abroad stands in it, by a list
kept here apart from the gazetteer.
"""

import argparse
import re
from collections import Counter
from pathlib import Path

from read_speed import load_ads

from features import read

ABROAD = re.compile(
    "캄보디아|미얀마|라오스|태국|타이|베트남|필리핀|말레이시아|인도네시아|싱가포르|싱가폴|중국|일본|대만|홍콩|마카오|미국|캐나다|호주|뉴질랜드|영국|독일|프랑스"
    "|폴란드|헝가리|체코|인도|멕시코|사우디|카타르|두바이|UAE|몽골|우즈베키스탄|카자흐스탄|방글라데시|스리랑카|네팔|파키스탄|튀르키예|터키|러시아|스페인|이탈리아"
    "|브라질|유럽|북미|남미|동남아|아시아|글로벌|해외|방콕|하노이|호치민|다낭|마닐라|세부|상해|상하이|북경|심천|도쿄|오사카|후쿠오카|뉴욕|LA|하와이|괌|사이판|시드니|런던"
    "|파리|실리콘밸리|프랑크푸르트|베를린|[Jj][Aa][Pp][Aa][Nn]|[Cc][Hh][Ii][Nn][Aa]|USA|US|[Vv]ietnam|[Ss]ingapore"
    "|[Tt]hailand|[Ii]ndia|[Hh]ong ?[Kk]ong|[Tt]aiwan|[Ii]ndonesia|[Mm]exico"
    "|[Gg]ermany|[Cc]anada|[Aa]ustralia|[Ll]ondon|[Pp]hilippines|[Mm]alaysia|[Dd]ubai|[Ff]rance"
)
_BLANK = re.compile(
    "[\\s\u00ad\u034f\u115f\u1160\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff]+"
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Harm done to ordinary ads")
    parser.add_argument("ads", type=Path)
    parser.add_argument("--show", choices=("words", "places", "pay", "contacts"))
    arguments = parser.parse_args()
    ads = load_ads(arguments.ads)
    changed = nameless = named = silent = 0
    seen: Counter[str] = Counter()
    cues: Counter[str] = Counter()
    for ad in ads:
        reading = read(ad)
        if _BLANK.sub("", reading.normalised) != _BLANK.sub("", ad.text):
            changed += 1
            if arguments.show == "words":
                seen.update(f"{ad.text[e.start : e.end]!r} → {e.becomes!r}" for e in reading.edits)
        cues.update({cue.name for cue in reading.cues})
        abroad = [place for place in reading.places if place.country != "KR"]
        if not ABROAD.search(ad.text):
            nameless += 1
            named += bool(abroad)
            if arguments.show == "places":
                seen.update(f"{place.country} {place.span.text}" for place in abroad)
        silent += reading.pay is None
        if arguments.show == "pay" and reading.pay:
            span = reading.pay.span
            around = ad.text[max(0, span.start - 20) : span.end + 12]
            seen[f"{reading.pay.min}-{reading.pay.max} {around!r}"] += 1
        if arguments.show == "contacts":
            seen.update(f"{contact.type} {contact.value}" for contact in reading.contacts)
    for what, number in seen.most_common(200):
        print(f"{number:6} {what}")
    print(f"the normaliser changed a word of {changed} of {len(ads)} ads = {changed / len(ads):.2%}")
    share = named / max(1, nameless)
    print(f"named a country abroad on {named} of the {nameless} that name none = {share:.2%}")
    print(
        "cues on ordinary ads:",
        ", ".join(f"{name} {number / len(ads):.1%}" for name, number in cues.most_common()),
    )


if __name__ == "__main__":
    main()
