import pytest

from scicity.rich_text import clean_rich_text

HOSTILE = [
    ("<script>alert(1)</script>好", "好"),
    ("<style>p{display:none}</style>好", "好"),
    ('<p onclick="x()" style="position:fixed" class="hero" id="top">好</p>', "<p>好</p>"),
    ('<a href="javascript:x()">好</a>', "<a>好</a>"),
    ('<a href="JaVaScRiPt:x()">好</a>', "<a>好</a>"),
    ('<a href="java\nscript:x()">好</a>', "<a>好</a>"),
    ('<a href="&#106;avascript:x()">好</a>', "<a>好</a>"),
    ('<a href="data:text/html,<script>x()</script>">好</a>', "<a>好</a>"),
    ('<a href="vbscript:x">好</a>', "<a>好</a>"),
    ('<a href="/news/" target="_blank" rel="opener">好</a>', '<a href="/news/">好</a>'),
    ("<svg><script>x()</script></svg>好", "好"),
    ("<svg onload=x()><circle/></svg>好", "好"),
    ("<math><mtext><script>x()</script></mtext></math>好", "好"),
    ('<iframe src="https://example.com"></iframe>好', "好"),
    ('<object data="x.swf"></object><embed src="x">好', "好"),
    ('<form action="/admin/"><input name="a"><button>好</button></form>', "好"),
    ('<meta http-equiv="refresh" content="0"><base href="/x/"><link rel="stylesheet">好', "好"),
    ('<img src="x" onerror="x()">好', "好"),
    ('<img src="https://example.com/a.png">好', "好"),
    ('<img src="//example.com/media/a.png">好', "好"),
    ('<img src="data:image/svg+xml,<svg onload=x()>">好', "好"),
    ('<img src="/media/../admin/logout/">好', "好"),
    ('<img src="/media//example.com/a.png">好', "好"),
    ('<img src="/media/%2e%2e/admin/">好', "好"),
    ('<img src="/static/a.png">好', "好"),
    ('<img src="/media/a.png" srcset="https://example.com/a.png 2x">', '<img src="/media/a.png">'),
    ('<figure class="x"><img src="https://example.com/a.png"></figure>好', "好"),
    ("<p><!-- <img src=x onerror=x()> -->好</p>", "<p>好</p>"),
    (
        '<noscript><p title="</noscript><img src=x onerror=x()>">好</p></noscript>',
        '&lt;p title=""&gt;好<p></p>',
    ),
    ('<td colspan="9999999999999">好</td>', "好"),
]


@pytest.mark.parametrize(("html", "cleaned"), HOSTILE)
def test_hostile_text_is_disarmed(html, cleaned):
    assert clean_rich_text(html) == cleaned


def test_what_an_editor_writes_stays_as_it_is():
    html = (
        "<h2>标题</h2><h3>小标题</h3><p>字<strong>粗</strong><em>斜</em>H<sub>2</sub>O<br></p>"
        '<ul><li><p>项</p></li></ul><ol start="3"><li>三</li></ol>'
        "<blockquote><p>引</p></blockquote>"
        '<p><a href="/projects/x/" title="题">项目</a><a href="mailto:a@b.cn">信</a></p><hr>'
        '<table><tbody><tr><th colspan="2" scope="col">头</th></tr><tr><td>一</td><td>二</td></tr>'
        '</tbody></table><figure><img src="/media/pictures/2026/11/a.jpg" alt="门" width="800"'
        ' height="600" data-picture="7"><figcaption>说明</figcaption></figure>'
    )

    assert clean_rich_text(html) == html


@pytest.mark.parametrize("empty", ["", "<p></p>", " <p> </p> ", "<h2></h2>", "<script>x</script>"])
def test_nothing_visible_is_nothing(empty):
    assert clean_rich_text(empty).strip() == ""


def test_cleaning_twice_changes_nothing():
    for html, _cleaned in HOSTILE:
        once = clean_rich_text(html)
        assert clean_rich_text(once) == once
