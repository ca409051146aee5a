# ruff: noqa: E501
"""Pages written for the tests: an article in one language inside the furniture that news sites put around it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """An article and the words of its surroundings, all in one language."""

    language: str
    title: str
    standfirst: str
    paragraphs: tuple[str, ...]
    heading: str
    items: tuple[str, ...]
    quote: str
    caption: str
    furniture: tuple[str, ...]
    direction: str = "ltr"


ENGLISH = Story(
    "en",
    "Harbour town votes to move its market hall",
    "After nine years of argument the council of Westhaven has decided to rebuild the hall on higher ground.",
    (
        (
            "The council of Westhaven voted on Tuesday evening to move the town's market hall to the old railway yard,"
            " ending a dispute that began with the flood nine years ago. The decision passed by 21 votes to 14."
        ),
        (
            "Traders had asked for guarantees that rents would not rise before the new building opens, and the mayor,"
            " Ellen Carrow, told them that the present leases would be kept unchanged until the spring of next year."
        ),
        (
            "Engineers expect the foundations to take eight months, because the ground under the yard was filled with"
            " rubble after the war and has to be examined for old cables and pipes before anything can be built."
        ),
        (
            "Opponents of the plan said that they would study the minutes of the meeting before deciding whether to go"
            " to court, but several of them admitted that the hall could not have stayed where it is for much longer."
        ),
    ),
    "What happens next",
    ("The design goes on show in the library in March.", "Building starts in the first week of September."),
    "We would rather move once than bail out water every winter.",
    "The market hall during the flood nine years ago. Photo: Town archive",
    (
        "Read also: Ten recipes for a rainy weekend",
        "We use cookies to improve your experience. Accept all",
        "Subscribe to our newsletter and never miss a story",
        "Share on Facebook",
        "About the author: Ines Palmer writes about towns and rivers.",
        "Most read: Bus drivers call off their strike",
    ),
)
GERMAN = Story(
    "de",
    "Stadtrat beschließt neue Brücke über die Aller",
    "Nach langem Streit steht fest, wo Fußgänger und Radfahrer künftig den Fluss überqueren werden.",
    (
        (
            "Der Stadtrat hat am Mittwoch mit knapper Mehrheit beschlossen, südlich des Bahnhofs eine neue Brücke über"
            " die Aller zu bauen. Zwölf Mitglieder stimmten dafür, elf dagegen, zwei enthielten sich der Stimme."
        ),
        (
            "Die Kosten sollen nach Angaben des Bauamts bei rund vier Millionen Euro liegen, von denen das Land etwa die"
            " Hälfte übernimmt. Den Rest muss die Stadt aus ihren Rücklagen bezahlen, sagte die Kämmerin."
        ),
        (
            "Anwohner hatten sich über Jahre gegen den Standort gewehrt, weil sie mehr Lärm und Müll am Ufer befürchten."
            " Die Verwaltung versprach nun, den Weg nachts zu beleuchten und regelmäßig reinigen zu lassen."
        ),
        (
            "Mit dem Bau soll im übernächsten Jahr begonnen werden, sobald die Brutzeit der Vögel vorüber ist. Bis dahin"
            " bleibt die Fähre in Betrieb, die seit achtzig Jahren zwischen den beiden Ufern verkehrt."
        ),
    ),
    "Wie es weitergeht",
    ("Die Pläne liegen ab Montag im Rathaus aus.", "Einwände sind bis Ende des Monats möglich."),
    "Wir haben lange genug geredet, jetzt wird gebaut.",
    "Die Fähre an der Aller im vergangenen Sommer. Foto: Stadtarchiv",
    (
        "Lesen Sie auch: Die besten Radwege der Region",
        "Wir verwenden Cookies. Alle akzeptieren",
        "Jetzt Newsletter abonnieren und nichts verpassen",
        "Auf Facebook teilen",
        "Über den Autor: Jens Ohm schreibt über Städte.",
        "Meistgelesen: Busfahrer sagen Streik ab",
    ),
)
ARABIC = Story(
    "ar",
    "المجلس البلدي يوافق على نقل السوق القديم",
    "بعد سنوات من الجدل قرر المجلس نقل السوق إلى أرض مرتفعة بعيدا عن مجرى النهر.",
    (
        (
            "وافق المجلس البلدي مساء الثلاثاء على نقل السوق القديم إلى محطة القطار المهجورة، منهيا خلافا بدأ مع الفيضان قبل"
            " تسع سنوات. وصوت لصالح القرار واحد وعشرون عضوا، وعارضه أربعة عشر عضوا آخرون."
        ),
        (
            "وكان التجار قد طالبوا بضمانات تمنع ارتفاع الإيجارات قبل افتتاح المبنى الجديد، وقالت رئيسة البلدية إن العقود"
            " الحالية ستبقى كما هي حتى الربيع المقبل، وإن أحدا لن يضطر إلى إغلاق متجره."
        ),
        (
            "ويتوقع المهندسون أن تستغرق أعمال الأساسات ثمانية أشهر، لأن الأرض تحت المحطة ردمت بالأنقاض بعد الحرب، ويجب فحصها"
            " بحثا عن الأسلاك والأنابيب القديمة قبل البدء في البناء."
        ),
        (
            "وقال معارضو الخطة إنهم سيدرسون محضر الجلسة قبل أن يقرروا ما إذا كانوا سيلجأون إلى القضاء، لكن عددا منهم أقر بأن"
            " السوق لم يكن ليبقى في مكانه وقتا أطول بكثير."
        ),
    ),
    "ماذا بعد",
    ("تعرض التصاميم في المكتبة العامة في شهر مارس.", "يبدأ البناء في الأسبوع الأول من سبتمبر."),
    "نفضل أن ننتقل مرة واحدة على أن نجفف الماء كل شتاء.",
    "السوق القديم أثناء الفيضان قبل تسع سنوات. صورة: أرشيف البلدية",
    (
        "اقرأ أيضا: عشر وصفات ليوم ممطر",
        "نستخدم ملفات تعريف الارتباط لتحسين تجربتك. قبول الكل",
        "اشترك في النشرة البريدية ولا تفوت أي خبر",
        "شارك على فيسبوك",
        "عن الكاتبة: تكتب سلمى عن المدن والأنهار.",
        "الأكثر قراءة: سائقو الحافلات ينهون إضرابهم",
    ),
    "rtl",
)
CHINESE = Story(
    "zh",
    "港口小镇投票决定搬迁市场",
    "经过九年的争论，镇议会决定在地势较高的地方重建市场大楼。",
    (
        (
            "镇议会周二晚间投票决定，将老市场搬迁到废弃的铁路货场，结束了九年前洪水之后开始的争议。决议以二十一票赞成、十四票反对"
            "获得通过，两名议员缺席了当晚的会议。"
        ),
        (
            "商户们此前要求保证在新楼开放之前租金不会上涨。镇长表示，现有的租约将一直保持不变，直到明年春天为止，没有人会因为搬迁"
            "而被迫关闭自己的店铺。"
        ),
        (
            "工程师预计地基施工需要八个月的时间，因为货场下面的土地在战后曾用瓦砾填平，在动工之前必须检查是否埋有旧的电缆和管道，"
            "以免造成新的损失。"
        ),
        (
            "反对者说，他们将先研究会议记录，再决定是否向法院提起诉讼。不过其中几个人也承认，市场不可能在原来的地方再维持很久，"
            "搬迁只是时间早晚的问题。"
        ),
    ),
    "接下来会怎样",
    ("设计方案三月起在图书馆展出。", "九月第一周开始动工。"),
    "我们宁愿搬一次家，也不愿每年冬天往外舀水。",
    "九年前洪水中的老市场。图片来源：镇档案馆",
    (
        "相关阅读：适合雨天的十道菜谱",
        "本网站使用cookie以改善您的体验。全部接受",
        "订阅我们的新闻邮件，不错过任何消息",
        "分享到微信",
        "作者简介：林一，长期报道城市与河流。",
        "热门：公交司机取消罢工",
    ),
)
STORIES = (ENGLISH, GERMAN, ARABIC, CHINESE)


def news_page(story: Story) -> str:
    """The story on a page with navigation, cookie banner, share bar, teasers, author box, comments and footer."""
    related, cookies, letter, share, author, read = story.furniture
    paragraphs = [f"<p>{text}</p>" for text in story.paragraphs]
    items = "".join(f"<li>{item}</li>" for item in story.items)
    links = "".join(f'<li><a href="/{i}">{story.title[:12]} {i}</a></li>' for i in range(6))
    return f"""<!DOCTYPE html><html lang="{story.language}" dir="{story.direction}"><head><title>{story.title}</title>
<style>p {{ color: red }}</style><script>var tracker = "not text";</script></head><body>
<div class="cookie-banner"><p>{cookies}</p></div>
<header class="site-header"><nav><ul class="menu">{links}</ul></nav></header>
<main><article class="story">
<h1 class="headline">{story.title}</h1>
<p class="standfirst">{story.standfirst}</p>
<ul class="share-bar"><li><a href="https://facebook.example/share">{share}</a></li></ul>
<figure><img src="/pictures/hall.jpg" width="1200" height="800" alt=""><figcaption>{story.caption}</figcaption></figure>
<div class="article-body">
{paragraphs[0]}
{paragraphs[1]}
<div class="related-box"><a href="/recipes">{related}</a></div>
<blockquote><p>{story.quote}</p></blockquote>
{paragraphs[2]}
<h2>{story.heading}</h2>
<ul>{items}</ul>
<div class="newsletter-box"><p>{letter}</p></div>
{paragraphs[3]}
</div>
<div class="author-box"><p>{author}</p></div>
</article>
<aside class="sidebar"><ul class="most-read"><li><a href="/x">{read}</a></li></ul></aside></main>
<footer class="site-footer"><p>© 2026 · <a href="/imprint">Imprint</a></p></footer></body></html>"""
