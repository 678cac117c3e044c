// The text editor's own pages, pictures of the library and plain tables.
// Loaded by django-prose-editor, whose extensions of the same names these replace.
import {
  crel,
  gettext,
  Caption as BaseCaption,
  Figure as BaseFigure,
  Image as BaseImage,
  Link as BaseLink,
  Table as BaseTable,
} from "django-prose-editor/editor"

const WAIT = 200

const languageOf = (editor) => {
  const textarea = editor.view.dom.closest(".prose-editor").querySelector("textarea")
  return textarea.lang.startsWith("en") ? "en" : "zh-hans"
}

const find = async (what, words, language) => {
  const address = document.querySelector("meta[name=editor-search]").content
  const query = new URLSearchParams({ what, q: words, language })
  const response = await fetch(`${address}?${query}`, { headers: { Accept: "application/json" } })
  return response.ok ? (await response.json()).found : []
}

const pageChoice = (page) => [
  crel("span", { className: "finder__title", textContent: page.title }),
  crel("span", { className: "finder__kind", textContent: page.kind }),
]

const pictureChoice = (picture) => [
  crel("img", { src: picture.thumbnail, alt: "", width: 128, height: 72 }),
  crel("span", { className: "finder__title", textContent: picture.title }),
]

const field = (label, input) => crel("label", { className: "finder__field" }, [label, input])

// A dialog that searches while one types; `chosen(row)` is called for a click on a result.
function finder(editor, { title, what, choice, chosen, fields = [], submit }) {
  const results = crel("div", { className: `finder__results finder__results--${what}` })
  results.setAttribute("aria-live", "polite")
  const words = crel("input", { type: "search", autocomplete: "off" })
  const close = crel("button", { type: "button", textContent: gettext("取消") })
  const buttons = [close]
  if (submit) buttons.unshift(crel("button", { type: "submit", textContent: gettext("确定") }))
  const form = crel("form", { method: "dialog" }, [
    crel("h3", { textContent: title }),
    field(gettext("按标题搜索"), words),
    results,
    ...fields,
    crel("div", { className: "finder__buttons" }, buttons),
  ])
  const dialog = crel("dialog", { className: "finder" }, [form])
  const end = () => {
    dialog.close()
    dialog.remove()
    editor.commands.focus()
  }

  const show = (rows) => {
    results.replaceChildren(
      ...rows.map((row) => {
        const button = crel("button", { type: "button", className: "finder__row" }, choice(row))
        button.addEventListener("click", () => {
          if (chosen(row) !== false) end()
        })
        return button
      }),
    )
    if (!rows.length) results.textContent = gettext("没有找到。")
  }
  let asked = 0
  let timer
  const search = async () => {
    const number = ++asked
    const rows = await find(what, words.value, languageOf(editor))
    if (number === asked) show(rows)
  }
  words.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(search, WAIT)
  })
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault()
    // In a search box the first Escape would only empty it.
    if (event.key === "Escape") end()
  })
  close.addEventListener("click", end)
  dialog.addEventListener("cancel", end)
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    submit()
    end()
  })
  document.body.append(dialog)
  dialog.showModal()
  search()
}

function editLink(editor) {
  const address = crel("input", {
    type: "text",
    value: editor.getAttributes("link").href || "",
    placeholder: "https://",
  })
  const write = (href, text) => {
    const chain = editor.chain().focus()
    if (editor.isActive("link")) chain.extendMarkRange("link").setLink({ href }).run()
    else if (!editor.state.selection.empty) chain.setLink({ href }).run()
    else {
      const marks = [{ type: "link", attrs: { href } }]
      chain.insertContent({ type: "text", text, marks }).run()
    }
  }
  finder(editor, {
    title: gettext("链接到本站页面或其他网址"),
    what: "pages",
    choice: pageChoice,
    chosen: (page) => write(page.url, page.title),
    fields: [field(gettext("或填写网址"), address)],
    submit: () => {
      const href = address.value.trim()
      if (href) write(href, href)
      else editor.chain().focus().extendMarkRange("link").unsetLink().run()
    },
  })
}

function insertPicture(editor) {
  finder(editor, {
    title: gettext("从媒体库选择图片"),
    what: "pictures",
    choice: pictureChoice,
    chosen: ({ id, url, alt, width, height, credit }) => {
      const content = [{ type: "image", attrs: { src: url, alt, width, height, picture: id } }]
      if (credit) content.push({ type: "caption", content: [{ type: "text", text: credit }] })
      editor.chain().focus().insertContent({ type: "figure", content }).run()
    },
  })
}

const number = (name, attribute = name) => ({
  default: null,
  parseHTML: (element) => element.getAttribute(attribute),
  renderHTML: (attributes) => (attributes[name] ? { [attribute]: attributes[name] } : {}),
})

export const Image = BaseImage.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      width: number("width"),
      height: number("height"),
      picture: number("picture", "data-picture"),
    }
  },
})

export const Figure = BaseFigure.extend({
  addAttributes: () => ({}),
  addCommands() {
    return {
      ...this.parent?.(),
      editImage:
        () =>
        ({ editor, dispatch }) => {
          if (dispatch) insertPicture(editor)
          return true
        },
    }
  },
})

export const Caption = BaseCaption.extend({ addAttributes: () => ({}) })

export const Link = BaseLink.extend({
  addMenuItems({ editor, menu, buttons }) {
    this.parent?.({ editor, menu, buttons })
    menu.defineItem({
      name: "link",
      groups: "link",
      command: (editor) => editor.commands.addLink(),
      button: buttons.material("insert_link", "insert link"),
      active: (editor) => editor.isActive("link"),
    })
  },
  addCommands() {
    return {
      ...this.parent?.(),
      addLink:
        () =>
        ({ editor }) => {
          editLink(editor)
          return true
        },
    }
  },
})

export const Table = BaseTable.extend({
  addCommands() {
    return {
      ...this.parent?.(),
      insertTableWithOptions:
        () =>
        ({ commands }) =>
          commands.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
    }
  },
})

// The buttons' names are English in the editor's own files. They exist once it is created.
document.addEventListener("prose-editor:ready", ({ target, detail: { editor } }) => {
  const translate = () => {
    for (const button of target.closest(".prose-editor").querySelectorAll("[title]")) {
      const name = gettext(button.title)
      button.title = name
      button.setAttribute("aria-label", name)
    }
  }
  const name = () => {
    const { id } = target.closest(".prose-editor").querySelector("textarea")
    const label = document.querySelector(`label[for="${CSS.escape(id)}"]`)
    if (label) editor.view.dom.setAttribute("aria-label", label.textContent.replace(/[:：]\s*$/, ""))
  }
  editor.on("create", translate)
  editor.on("create", name)
  if (editor.isInitialized) {
    translate()
    name()
  }
})
