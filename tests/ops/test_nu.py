def test_nu_names_the_page_and_the_fault(nu):
    good = '<!DOCTYPE html><html lang="zh"><title>好</title><p>好</p></html>'

    assert nu({"/good/": good, "/bad/": good.replace("</p>", "</b>")}) == [
        "/bad/:1: Stray end tag “b”."
    ]
