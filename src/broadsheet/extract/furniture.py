"""Phrases that surround articles rather than belong to them, in the languages news is written in.

Facts for the classifier, not rules: a block that begins with "Read also" is likely, not surely, a teaser.
`BEGINNINGS` are compared with the beginning of a block, `WORDS` with its words; scripts that put no spaces
between words are searched for `UNSPACED`. All in lower case.
"""

from __future__ import annotations

KINDS = ("more", "newsletter", "consent", "share", "rights", "comments", "credit", "date", "advert", "account",
         "byline", "listen")  # fmt: skip

_BEGINNINGS: dict[str, str] = {
    "more": "read more|read also|also read|read:|read next|read the|more:|more on|more from|related|see also|see:|see more|watch:"
    "|watch now|recommended|most read|most popular|trending|up next|don't miss|you may|you might|latest|top stories|editor's pick"
    "|lesen sie|lesen:|auch interessant|mehr zum|mehr dazu|mehr:|das könnte|weitere|siehe auch|passend dazu|meistgelesen|zum thema"
    "|lire aussi|à lire|lire :|lire la suite|voir aussi|sur le même|les plus lus|en savoir plus|à voir|lea también|lea más|lee también"
    "|lea:|leer más|le puede|te puede|te recomend|puede leer|ver más|ver también|vea también|más noticias|más información|noticias relac"
    "|leia também|leia mais|leia:|saiba mais|veja também|veja mais|mais lidas|leggi anche|leggi:|leggi tutto|potrebbe interess|guarda anche"
    "|lees ook|lees meer|lees verder|bekijk ook|meer over|læs også|læs mere|se også|les også|les mer|läs också|läs mer|läs även|lue myös"
    "|katso myös|czytaj też|czytaj także|czytaj więcej|czytaj również|zobacz też|zobacz także|zobacz również|polecamy|przeczytaj"
    "|čtěte také|čtěte více|přečtěte|mohlo by vás|čítajte|prečítajte|olvasta már|olvassa el|kapcsolódó|citește și|citeste si|citiți și"
    "|pročitajte|preberite|прочетете|вижте още|читайте|читать|смотрите|по теме|ещё по теме|ранее|також читайте|дивіться|más leíd"
    "|διαβάστε|δείτε|ayrıca|ilgili haber|haberin devamı|daha fazla|baca juga|simak juga|xem thêm|đọc thêm|tin liên quan|soma pia|soma zaidi"
    "|lees meer|قراءة المزيد|اقرأ أيض|إقرأ أيض|اقرأ المزيد|شاهد|مواضيع ذات|بیشتر بخوانید|همچنین بخوانید|اخبار مرتبط|מומלצים|קראו גם|עוד בנושא"
    "|यह भी पढ़ें|ये भी पढ़ें|और पढ़ें|আরও পড়ুন|மேலும் படிக்க|مزید پڑھ|이 기사|관련기사|관련 기사",
    "newsletter": "sign up|subscribe|get the|join our|newsletter|jetzt abonnieren|melden sie sich|abonnez|inscrivez|recevez|suscríbe|suscrib"
    "|recibe|regístr|inscreva|assine|receba|iscriviti|abbonati|schrijf je in|meld je aan|tilmeld|registrer deg|prenumerera|tilaa|zapisz się"
    "|odebírejte|iratkozz|abonează|abonați|prijavite|підпис|подпис|εγγραφ|abone ol|berlangganan|đăng ký|اشترك|عضویت|हमसे जुड़",
    "consent": "we use cookies|this site uses|this website uses|wir verwenden|diese website|nous utilisons|ce site|utilizamos cookies"
    "|este sitio|questo sito|deze website|an dieser stelle|here you will find external|empfohlener externer|for this content",
    "share": "share|follow us|folgen sie|teilen|partager|suivez|compartir|comparte|síguenos|sigue|compartilh|siga|condividi|seguici"
    "|delen|volg ons|del |følg|dela|följ|jaa|udostępnij|sdílet|megosztás|distribuie|поделиться|подписывайтесь|поділитися|κοινοποί|paylaş"
    "|bagikan|chia sẻ|شارك|تابعنا|اشتراک‌گذاری|शेयर|facebook|twitter|whatsapp|tweet|email|e-mail|print|link kop|copy link",
    "rights": "copyright|(c)|©|all rights|alle rechte|tous droits|todos los derechos|todos os direitos|tutti i diritti|auteursrecht"
    "|wszelkie prawa|všechna práva|minden jog|все права|усі права|toate drepturile|alla rättigheter|tüm hakları|hak cipta|جميع الحقوق",
    "comments": "comment|leave a|reply|kommentar|kommentieren|commentaires|commenter|laisser un|comentar|deja un|deixe|commenti|lascia un"
    "|reacties|reageer|skriv en|komentarze|komentář|hozzászól|comentarii|комментар|комментир|коментар|σχόλια|yorum|komentar|bình luận"
    "|التعليق|تعليق|نظر|टिप्पणी|댓글",
    "credit": "photo|image|picture|foto|bild|fotograf|crédit|credit|crédito|credito|imagen|imagem|immagine|source|quelle|fuente|fonte|bron"
    "|źródło|zdroj|forrás|sursa|kép|fot.|fot:|zdjęcie|kuva|photograph|getty|reuters|afp|ap photo|epa|источник|фото|джерело|φωτογραφία|πηγή"
    "|kaynak|fotoğraf|sumber|nguồn|ảnh|صورة|المصدر|منبع|عکس|स्रोत|사진",
    "date": "published|updated|posted|last modified|stand:|veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado|atualizado"
    "|pubblicato|aggiornato|gepubliceerd|opdateret|publicerad|publisert|oppdatert|julkaistu|opublikowano|data publikacji|publikováno"
    "|aktualizováno|publicat|опубликовано|обновлено|опубліковано|оновлено|δημοσίευση|yayınlanma|güncelleme|diterbitkan|cập nhật|نشر|تاریخ"
    "|प्रकाशित|입력|수정",
    "advert": "advert|anzeige|werbung|publicité|publicidad|publicidade|pubblicità|advertentie|annons|annonce|mainos|reklama|reklam|hirdetés"
    "|publicitate|реклама|διαφήμιση|iklan|quảng cáo|إعلان|آگهی|विज्ञापन|광고|sponsored|gesponsert|story continues|article continues",
    "account": "log in|login|sign in|register|already a|einloggen|anmelden|registrieren|jetzt testen|se connecter|connectez|déjà abonné"
    "|iniciar sesión|ya eres|entrar|accedi|inloggen|logga in|logg inn|kirjaudu|zaloguj|přihlásit|bejelentkez|войти|увійти|giriş yap|masuk"
    "|đăng nhập|تسجيل الدخول|ورود|this article is|dieser artikel|cet article est réservé|artículo exclusivo|to continue reading|weiterlesen",
    "byline": "by |von |par |por |di |door |af |av |przez |autor|author|auteur|auteurs|redacción|redação|redazione|redaktion|rédaction"
    "|автор|автори|written by|reporting by|editing by|additional reporting|كتب|بقلم|نویسنده|yazar|penulis|about the author|über den autor",
    "listen": "listen|play|video|audio|podcast|anhören|hören sie|écouter|écoutez|escuchar|ouça|ascolta|luister|lyssna|lytt|posłuchaj"
    "|слушать|dinle|استمع|please enable|enable javascript|your browser|ihr browser|loading|click here|klicken sie|cliquez|haga clic"
    "|clique aqui|clicca|klik",
}  # fmt: skip
BEGINNINGS: tuple[tuple[str, ...], ...] = tuple(tuple(_BEGINNINGS[kind].split("|")) for kind in KINDS)

_WORDS: dict[str, str] = {
    "more": "related weiterlesen recommended",
    "newsletter": "newsletter newsletters subscribe subscribers subscription subscriptions abonnieren abonnement abo abonnez suscríbete"
    " suscripción assine iscriviti unsubscribe inbox bulletin nieuwsbrief nyhetsbrev uutiskirje рассылка",
    "consent": "cookie cookies javascript gdpr dsgvo datenschutz datenschutzerklärung privacy confidentialité privacidad privacidade consent"
    " einwilligung externen externe tracking adblocker",
    "share": "facebook twitter instagram whatsapp telegram youtube linkedin tiktok pinterest messenger bluesky mastodon rss share follow"
    " твиттер телеграм телеграмм фейсбук",
    "rights": "copyright © ® reserved vorbehalten réservés reservados riservati voorbehouden zastrzeżone vyhrazena impressum",
    "comments": "comments comment kommentare kommentar commentaires comentarios comentários commenti reacties kommentarer komentarze"
    " комментарии moderation moderated",
    "credit": "getty getty-images afp reuters dpa ap epa shutterstock istock unsplash pixabay imago apa efe ansa anp ntb tt pap ctk mti"
    " picture-alliance photo foto fotos фото",
    "date": "updated published published: updated: uhr min. aktualisiert gmt utc cet ist",
    "advert": "advertisement advertising anzeige werbung publicité publicidad reklama реклама sponsored affiliate affiliate-links provision",
    "account": "login log-in password passwort kennwort premium registrieren subscriber account konto paywall e-paper epaper",
    "byline": "correspondent redakteur redakteurin journalist journalistin freelance korrespondent corresponsal reporter",
    "listen": "podcast video videos livestream player",
}  # fmt: skip
WORDS: dict[str, int] = {
    word: number for number, kind in enumerate(KINDS) for word in _WORDS[kind].split()
}  # fmt: skip

_UNSPACED: dict[str, str] = {
    "more": "相关阅读|相关新闻|相关报道|延伸阅读|推荐阅读|更多新闻|热门|阅读更多|閱讀更多|相關新聞|關聯|関連記事|関連ニュース|あわせて読みたい|おすすめ|続きを読む|もっと見る"
    "|ランキング|อ่านเพิ่มเติม|ข่าวที่เกี่ยวข้อง|อ่านข่าว|အခြားသတင်း|អានបន្ត|ອ່ານຕື່ມ",
    "newsletter": "订阅|訂閱|メルマガ|ニュースレター|สมัครรับ|购读|購読",
    "consent": "使用cookie|クッキー|隐私|隱私|プライバシー|คุกกี้|ความเป็นส่วนตัว",
    "share": "分享|微信|微博|扫码|扫一扫|シェア|フォロー|ツイート|แชร์|ติดตาม|公众号",
    "rights": "版权所有|版權所有|未经授权|转载|著作権|無断転載|สงวนลิขสิทธิ์",
    "comments": "评论|評論|留言|コメント|ความคิดเห็น",
    "credit": "图片来源|图源|来源：|來源：|写真：|写真＝|撮影|提供：|摄影|供图|ภาพ:|ภาพจาก|圖／",
    "date": "发布时间|更新时间|發布時間|公開日|更新日|配信|เผยแพร่|อัปเดต",
    "advert": "广告|廣告|広告|スポンサー|โฆษณา",
    "account": "登录|登入|注册|註冊|ログイン|会員登録|会員限定|有料記事|เข้าสู่ระบบ|สมัครสมาชิก",
    "byline": "责任编辑|责编|编辑：|記者|记者：|作者：|執筆|ผู้เขียน|本报讯",
    "listen": "视频|影片|動画を|ライブ配信|播放|คลิป",
}  # fmt: skip
UNSPACED: tuple[tuple[str, ...], ...] = tuple(tuple(_UNSPACED[kind].split("|")) for kind in KINDS)
