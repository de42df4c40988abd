-- One filter for every format: tables and figures are numbered and referred to, callouts, notes and
-- sideways pages are set. Quarto numbers, refers and sets callouts itself; it gets the rest.

local embedded = quarto == nil
local labels = { tbl = "Table", fig = "Figure", link = "Link" }
local numbers = {}
local counts = { tbl = 0, fig = 0 }

local function is(format) return FORMAT:match(format) ~= nil end
local word, typst, html = is("docx"), is("typst"), is("html")

local function kind_of(identifier)
  local kind = identifier:match("^(%a+)%-")
  return counts[kind] and kind
end

local function openxml(text) return pandoc.RawInline("openxml", text) end
local function raw_typst(text) return pandoc.RawBlock("typst", text) end

local function note_labels(meta)
  for kind, key in pairs({ tbl = "table", fig = "figure" }) do
    local given = meta.labels and meta.labels[key]
    if given then labels[kind] = pandoc.utils.stringify(given) end
  end
  local link = meta.page and meta.page.link
  if link then labels.link = pandoc.utils.stringify(link) end
end

local function number(element)
  local kind = kind_of(element.identifier)
  if not kind then return end
  if numbers[element.identifier] then error("label " .. element.identifier .. " is used twice") end
  counts[kind] = counts[kind] + 1
  numbers[element.identifier] = { kind = kind, value = counts[kind] }
end

local function title_of(identifier)
  local entry = numbers[identifier]
  return labels[entry.kind] .. "\u{a0}" .. entry.value
end

local function xml(text)
  return (text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;"))
end

local function field(instruction, result, look)
  return openxml('<w:fldSimple w:instr=" ' .. instruction .. ' "><w:r><w:rPr>' .. look .. "</w:rPr><w:t>"
    .. xml(result) .. "</w:t></w:r></w:fldSimple>")
end

-- The bookmark around "Table 3" that Word's references point at, and its number among bookmarks,
-- which pandoc counts from 1.
local function bookmark_of(identifier)
  local entry = numbers[identifier]
  local position = entry.value + (entry.kind == "fig" and 5000 or 0)
  return "ref_" .. identifier:gsub("%W", "_"):sub(1, 36), 100000 + position
end

-- Word counts captions by fields, so that tables added by hand are numbered on.
local function head_of(identifier)
  local entry = numbers[identifier]
  local title = pandoc.Str(title_of(identifier))
  if html then
    return { pandoc.Strong(pandoc.Link(title, "#" .. identifier, "", { class = "anchor" })) }
  end
  if not word then return { pandoc.Strong(title) } end
  local label = labels[entry.kind]
  local name, position = bookmark_of(identifier)
  return {
    openxml('<w:bookmarkStart w:id="' .. position .. '" w:name="' .. name .. '"/>'),
    pandoc.Strong {
      pandoc.Str(label .. "\u{a0}"),
      field("SEQ " .. label .. " \\* ARABIC", tostring(entry.value), "<w:b/>") },
    openxml('<w:bookmarkEnd w:id="' .. position .. '"/>') }
end

local function caption(identifier, title)
  local inlines = pandoc.Inlines(head_of(identifier))
  inlines:insert(pandoc.LineBreak())
  inlines:insert(pandoc.Emph(title))
  return inlines
end

local function is_row_anchor(inline)
  return inline.t == "Span" and inline.classes:includes("row-anchor")
end

local function scope_cells(rows, scope, only_first)
  for _, row in ipairs(rows) do
    for index, cell in ipairs(row.cells) do
      if index == 1 or not only_first then cell.attr.attributes.scope = scope end
    end
  end
end

local function styled_cells(rows, style)
  for _, row in ipairs(rows) do
    for _, cell in ipairs(row.cells) do
      local text = pandoc.utils.blocks_to_inlines(cell.contents)
      if #text == 0 then text:insert(pandoc.Str("\u{a0}")) end
      cell.contents = pandoc.Blocks { pandoc.Div(pandoc.Para(text), { ["custom-style"] = style }) }
    end
  end
end

local function table_width(element)
  local total = 0
  for _, spec in ipairs(element.colspecs) do total = total + (spec[2] or 0) end
  return total
end

local KEPT_TOGETHER = 18 -- rows of a table that Word does not break over pages
local LONG = 30 -- rows of a table whose heads stay in sight
local TYPE_WIDTH, SMALL_WIDTH = 128, 150 -- characters across a page in the type of tables, in small
local TINY_WIDTH, SHORT, LONGEST_WORDS = 168, 16, 26 -- of a short table set smaller still, its lines, words
local KEPT, KEPT_IN_APPENDIX = 44, 10 -- lines of a table that is not broken over pages

-- Word needs widths; pandoc gives none to a table whose lines are short.
local function widths_from_text(element)
  local longest = {}
  local function measure(rows)
    for _, row in ipairs(rows) do
      for index, cell in ipairs(row.cells) do
        local length = utf8.len(pandoc.utils.stringify(cell.contents)) + 3
        longest[index] = math.max(longest[index] or 0, length)
      end
    end
  end
  measure(element.head.rows)
  for _, body in ipairs(element.bodies) do measure(body.body) end
  for index, spec in ipairs(element.colspecs) do
    element.colspecs[index] = { spec[1], longest[index] / TYPE_WIDTH }
  end
end

local function row_count(element)
  local total = 0
  for _, body in ipairs(element.bodies) do total = total + #body.body end
  return total
end

-- A cell that is left blank because it repeats the one above holds its text for those who hear the
-- table, filter it or copy it; a row whose first cell does not repeat begins a group.
local function fill_repeats(rows)
  local above
  local first, any = {}, false
  for _, row in ipairs(rows) do
    local repeats, grouped = above ~= nil, false
    for index, cell in ipairs(row.cells) do
      local inlines = pandoc.utils.blocks_to_inlines(cell.contents)
      repeats = repeats and pandoc.utils.stringify(inlines) == ""
      if repeats then
        local text = pandoc.utils.blocks_to_inlines(above[index].contents)
        if index == 1 then grouped, any = true, true end
        text = text:filter(function(inline) return not is_row_anchor(inline) end)
        if not (text[1] and text[1].classes and text[1].classes:includes("repeat")) then
          text = pandoc.Inlines { pandoc.Span(text, { class = "repeat" }) }
        end
        cell.contents = pandoc.Blocks { pandoc.Plain(text .. inlines) }
      end
    end
    if not grouped then first[#first + 1] = row end
    above = row.cells
  end
  for _, row in ipairs(any and first or {}) do row.classes:insert("group") end
end

local function name_rows(rows)
  for _, row in ipairs(rows) do
    row.cells[1].contents = row.cells[1].contents:walk { Span = function(span)
      if not is_row_anchor(span) then return end
      row.identifier = span.identifier
      return {}
    end }
  end
end

-- A column of words is not squeezed to the length of one word by the numbers beside it.
local WORDS, SENTENCES, DENSE = 12, 36, 8 -- characters of a cell; columns of a table
local function widen_words(element)
  for index, cell in ipairs(element.head.rows[1] and element.head.rows[1].cells or {}) do
    local longest = 0
    for _, body in ipairs(element.bodies) do
      for _, row in ipairs(body.body) do
        longest = math.max(longest, utf8.len(pandoc.utils.stringify(row.cells[index].contents)))
      end
    end
    local left = element.colspecs[index][1] == "AlignLeft"
    if left and longest > WORDS then
      cell.classes:insert(longest > SENTENCES and "sentences" or "words")
    end
  end
end

local function dress(element)
  if html then
    widen_words(element)
    scope_cells(element.head.rows, "col", false)
    for _, body in ipairs(element.bodies) do
      body.row_head_columns = 1
      fill_repeats(body.body)
      name_rows(body.body)
      scope_cells(body.body, "row", true)
    end
    if table_width(element) > 0 then
      element.colspecs = element.colspecs:map(function(spec) return { spec[1] } end)
    end
  elseif word then
    local style = row_count(element) <= KEPT_TOGETHER and "Table Text Kept" or "Table Text"
    styled_cells(element.head.rows, "Table Text Kept")
    for _, body in ipairs(element.bodies) do styled_cells(body.body, style) end
    if table_width(element) == 0 then widths_from_text(element) end
  end
  return element
end

local function numbered_table(div)
  local blocks = pandoc.Blocks {}
  local title, found
  for _, block in ipairs(div.content) do
    if block.t == "Table" then found = block
    elseif block.t == "Para" then title = block.content
    else blocks:insert(block) end
  end
  if not (found and title) then error("table " .. div.identifier .. " lacks its rows or its title") end
  found = dress(found)
  found.identifier = div.identifier
  found.caption = pandoc.Caption(pandoc.Blocks { pandoc.Plain(caption(div.identifier, title)) })
  if html then
    local classes = pandoc.List { "scroller" }
    if row_count(found) > LONG then classes:insert("long") end
    if #found.colspecs > DENSE then classes:insert("dense") end
    return pandoc.Div(found, pandoc.Attr("", classes, { { "tabindex", "0" }, { "role", "region" }, { "aria-label", title_of(div.identifier) } }))
  end
  return found
end

local function numbered_figure(figure)
  local title = pandoc.utils.blocks_to_inlines(figure.caption.long)
  figure.caption = pandoc.Caption(pandoc.Blocks {
    pandoc.Plain(caption(figure.identifier, title)) })
  return figure
end

local function in_quotes(text)
  return (text:gsub("\\", "\\\\"):gsub('"', '\\"'))
end

-- Pandoc gives typst no alternative text.
local function alternative(image)
  local text = image.attributes["fig-alt"]
  if text then
    image.caption = pandoc.Inlines { pandoc.Str(text) }
    image.attributes["fig-alt"] = nil
    if typst then
      local call = '#image("' .. image.src .. '", alt: "' .. in_quotes(text) .. '")'
      return pandoc.RawInline("typst", call)
    end
    return image
  end
end

local function reference(cite)
  local inlines = pandoc.Inlines {}
  for _, citation in ipairs(cite.citations) do
    if not kind_of(citation.id) then return end
    if not numbers[citation.id] then error("reference to " .. citation.id .. ", which does not exist") end
    if #inlines > 0 then inlines:extend { pandoc.Str(","), pandoc.Space() } end
    if word then
      inlines:insert(field("REF " .. bookmark_of(citation.id) .. " \\h \\* MERGEFORMAT",
        title_of(citation.id), '<w:rStyle w:val="Hyperlink"/>'))
    else
      inlines:insert(pandoc.Link(title_of(citation.id), "#" .. citation.id, "", { class = "reference" }))
    end
  end
  return inlines
end

-- Typst reads "..." as an ellipsis, "-?" as a soft hyphen, "-5" as a minus sign, and at the start of
-- a cell "=" as a heading, "-", "+" and "1." as a list, "/" as a term; pandoc does not escape them, and
-- writes curved apostrophes and quotes as straight ones.
local LITERAL = {
  "%.%.%.", "%-[%?%d]", "\xE2\x80[\x98\x99\x9C\x9D]", "^=+$", "^[-+/]$", "^%d+%.$",
}
local function literal(str)
  local found = false
  for _, pattern in ipairs(LITERAL) do found = found or str.text:find(pattern) end
  if found then
    return pandoc.RawInline("typst", '#"' .. in_quotes(str.text) .. '";')
  end
end

local function section_break(turned)
  local size = turned and 'w:w="16838" w:h="11906" w:orient="landscape"' or 'w:w="11906" w:h="16838"'
  return pandoc.RawBlock("openxml", '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" '
    .. 'w:lineRule="exact"/><w:sectPr><w:pgSz ' .. size
    .. '/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" '
    .. 'w:footer="567" w:gutter="0"/></w:sectPr></w:pPr></w:p>')
end

-- The lines that a table takes, from the widths of its columns.
local function line_count(element, across)
  local total = 0
  local function add(rows)
    for _, row in ipairs(rows) do
      local tallest = 1
      for index, cell in ipairs(row.cells) do
        local width = element.colspecs[index] and element.colspecs[index][2]
        local length = utf8.len(pandoc.utils.stringify(cell.contents))
        if width then tallest = math.max(tallest, math.ceil(length / (width * across - 2))) end
      end
      total = total + tallest
    end
  end
  add(element.head.rows)
  for _, body in ipairs(element.bodies) do add(body.body) end
  return total
end

local function lines_of(div, across)
  local lines = 0
  div:walk { Table = function(element) lines = lines + line_count(element, across) end }
  return lines
end

-- The characters that each column takes; words of a head stand one below the other.
local function longest_cells(element)
  local longest = {}
  local function measure(rows, length_of)
    for _, row in ipairs(rows) do
      for index, cell in ipairs(row.cells) do
        local length = length_of(pandoc.utils.stringify(cell.contents)) + 3
        longest[index] = math.max(longest[index] or 0, length)
      end
    end
  end
  measure(element.head.rows, function(text)
    local most = 0
    for part in text:gmatch("%S+") do most = math.max(most, utf8.len(part)) end
    return most
  end)
  for _, body in ipairs(element.bodies) do measure(body.body, utf8.len) end
  return longest
end

-- Whether a table that wants a page of its own is short, and fits an upright page in tiny type.
local function fits_in_tiny(div)
  local fits = false
  div:walk { Table = function(element)
    local total = 0
    for _, length in ipairs(longest_cells(element)) do total = total + math.min(length, LONGEST_WORDS) end
    fits = total <= TINY_WIDTH and line_count(element, TINY_WIDTH) <= SHORT
  end }
  return fits
end

-- Where a table or figure stands on the printed page: a function of the style of typst.
local function place_of(div, in_appendix)
  if div.classes:includes("landscape") and not fits_in_tiny(div) then
    return in_appendix and "turned" or "sideways"
  end
  if div.classes:includes("figure-block") then return "kept" end
  local lines = lines_of(div, div.classes:includes("small") and SMALL_WIDTH or TYPE_WIDTH)
  return lines <= (in_appendix and KEPT_IN_APPENDIX or KEPT) and "kept" or "flowing"
end

local function is_block(element)
  return element.t == "Div"
    and (element.classes:includes("table-block") or element.classes:includes("figure-block"))
end

local function between(head, content, tail)
  local blocks = pandoc.Blocks { raw_typst(head) }
  blocks:extend(content)
  blocks:insert(raw_typst(tail))
  return blocks
end

local function call(name, content) return between("#" .. name .. "[", content, "]") end

-- A table or figure in the size of its type.
local function sized(div, place)
  local size = div.classes:includes("small") and "small"
  if div.classes:includes("landscape") then size = place == "sideways" and "small" or "tiny" end
  return size and call(size, div.content) or div.content
end

-- A piece of the text that typst arranges on pages: its kind and its blocks.
local function piece(kind, content) return between('("' .. kind .. '", [', content, "]),") end

-- How many brackets raw typst opens more than it closes; a callout is cut where none is open.
local function opened(element)
  if element.t ~= "RawBlock" or element.format ~= "typst" then return 0 end
  local _, open = element.text:gsub("%[", "")
  local _, closed = element.text:gsub("%]", "")
  return open - closed
end

local SMALLER = { ["Table Text"] = "Table Text Small", ["Table Text Kept"] = "Table Text Small Kept" }

-- In Word a block stands where it is named; a sideways one on pages of its own.
local function in_word(div)
  local turned = div.classes:includes("landscape")
  if turned or div.classes:includes("small") then
    div = div:walk { Div = function(inner)
      local style = SMALLER[inner.attributes["custom-style"]]
      if style then inner.attributes["custom-style"] = style end
      return inner
    end }
  end
  return div, turned and "turned" or nil
end

-- A list of contents that is right before any field is updated, so that Word has nothing to ask when
-- it opens the file: each line a link. Its page number is a field that is empty until Word updates it
-- (select all, F9) and that LibreOffice computes itself; it would keep the numbers of Word's TOC field.
local function contents_of_word(doc)
  local function run(text) return "<w:r>" .. text .. "</w:r>" end
  local function paragraph(style, content)
    return '<w:p><w:pPr><w:pStyle w:val="' .. style .. '"/></w:pPr>' .. content .. "</w:p>"
  end
  local function page(identifier)
    return run('<w:fldChar w:fldCharType="begin"/>')
      .. run('<w:instrText xml:space="preserve"> PAGEREF ' .. identifier .. " \\h </w:instrText>")
      .. run('<w:fldChar w:fldCharType="separate"/>') .. run("<w:t/>") .. run('<w:fldChar w:fldCharType="end"/>')
  end
  local title = pandoc.utils.stringify(doc.meta["toc-title"] or "Contents")
  local lines = { paragraph("TOCHeading", run("<w:t>" .. xml(title) .. "</w:t>")) }
  for _, header in ipairs(doc.blocks) do
    if header.t == "Header" and header.level <= 2 then
      local words = run('<w:t xml:space="preserve">' .. xml(pandoc.utils.stringify(header.content)) .. "</w:t>")
      local link = '<w:hyperlink w:anchor="' .. header.identifier .. '" w:history="1">' .. words
        .. run("<w:tab/>") .. page(header.identifier) .. "</w:hyperlink>"
      table.insert(lines, paragraph("TOC" .. header.level, link))
    end
  end
  return pandoc.RawBlock("openxml", table.concat(lines))
end

local function contents(doc)
  if word then return pandoc.Blocks { contents_of_word(doc) } end
  local title = pandoc.Plain(doc.meta["toc-title"] or "Contents")
  return pandoc.Blocks { raw_typst("#list-of-contents["), title, raw_typst("]") }
end

-- Word: a run of sideways tables and figures on pages of its own, the contents after the summary.
local function in_sections(doc)
  local blocks = pandoc.Blocks {}
  local chapters, run = 0, nil
  local function close()
    if not run then return end
    blocks:insert(section_break(false))
    blocks:extend(run)
    blocks:insert(section_break(true))
    run = nil
  end
  for _, element in ipairs(doc.blocks) do
    if element.t == "Header" and element.level == 1 then
      close()
      chapters = chapters + 1
      if chapters == 2 and embedded then blocks:extend(contents(doc)) end
    end
    local turned
    if is_block(element) then element, turned = in_word(element) end
    if turned then
      run = run or pandoc.Blocks {}
      run:extend(element.content)
    else
      close()
      blocks:insert(element)
    end
  end
  close()
  return blocks
end

-- Whether a paragraph announces the list after it, from which no end of a page is to part it.
local function introduces(element, following)
  return element.t == "Para" and following and following.t == "BulletList"
    and pandoc.utils.stringify(element):match(":$") ~= nil
end

-- Typst: the text from the contents to the appendix in pieces, which it arranges on pages; in the
-- appendix each table in its place, sideways ones that follow each other on one run of pages.
local function on_pages(doc)
  local blocks, held, run = pandoc.Blocks {}, pandoc.Blocks {}, nil
  local chapters, open, part = 0, 0, "summary"
  local function close()
    if run then blocks:extend(call("turned", run)) end
    if part == "text" then blocks:insert(raw_typst(")")) end
    run = nil
  end
  local function add(kind, content)
    if kind == "turned" then
      run = run or pandoc.Blocks {}
      run:extend(call("small", content))
    elseif part == "text" then
      blocks:extend(piece(kind, content))
    else
      close()
      blocks:extend((kind == "kept" or kind == "flowing") and call(kind, content) or content)
    end
  end
  local function begin(element)
    chapters = chapters + 1
    if chapters == 2 then
      if embedded then blocks:extend(contents(doc)) end
      blocks:insert(raw_typst("#arranged("))
      part = "text"
    elseif element.identifier == "appendix" then
      close()
      part = "appendix"
    end
  end
  for index, element in ipairs(doc.blocks) do
    if introduces(element, doc.blocks[index + 1]) then
      held:extend(call("announcing", pandoc.Blocks { element }))
    elseif is_block(element) then
      local place = place_of(element, part == "appendix")
      add(place, sized(element, place))
    else
      local kind = "text"
      if element.t == "Header" then kind = element.level == 1 and "chapter" or "heading" end
      if kind == "chapter" then begin(element) end
      held:insert(element)
      open = open + opened(element)
      if open == 0 then
        add(kind, held)
        held = pandoc.Blocks {}
      end
    end
  end
  close()
  return blocks
end

local function arranged(doc)
  if word then doc.blocks = in_sections(doc) end
  if typst then doc.blocks = on_pages(doc) end
  return doc
end

local function callout(div, kind)
  local title = div.attributes.title or ""
  if typst then
    div.content:insert(1, raw_typst('#callout(kind: "' .. kind .. '", title: ['))
    div.content:insert(2, pandoc.Plain(pandoc.Str(title)))
    div.content:insert(3, raw_typst("])["))
    div.content:insert(raw_typst("]"))
    return div.content
  elseif word then
    div.content:insert(1, pandoc.Para(pandoc.Strong(pandoc.Str(title))))
    div.attributes = { ["custom-style"] = "Callout" }
    return div
  end
  div.content:insert(1, pandoc.Div(pandoc.Para(pandoc.Str(title)), { class = "callout-title" }))
  div.classes:insert("callout")
  div.attributes = { role = "note" }
  return div
end

local function block(div)
  if embedded and kind_of(div.identifier) == "tbl" then return numbered_table(div) end
  local kind = embedded and div.classes:find_if(function(name) return name:match("^callout%-%a") end)
  if kind then return callout(div, kind:match("callout%-(.*)")) end
  if div.classes:includes("table-note") then
    if word then div.attributes["custom-style"] = "Table Note"
    elseif typst then
      div.content:insert(1, raw_typst("#tablenote["))
      div.content:insert(raw_typst("]"))
      return div.content
    end
  elseif div.classes:includes("references") then
    if word then div.attributes["custom-style"] = "References" end
    if typst then return call("references", div.content) end
  elseif div.classes:includes("colophon") and word then
    div.attributes["custom-style"] = "Table Note"
  end
  return div
end

-- On paper and in Word a verdict is a word; its evidence is found by the numbers of the tables.
local function unlinked(link)
  if link.classes:includes("evidence") or link.classes:includes("verdict") then
    return link.content
  end
end

local function no_row_anchor(span)
  if is_row_anchor(span) then return {} end
end

local function heading(header)
  if header.identifier == "" then return end
  local name = labels.link .. " " .. pandoc.utils.stringify(header.content)
  header.content:insert(pandoc.Link({}, "#" .. header.identifier, "",
    { class = "anchor", ["aria-label"] = name }))
  return header
end

local function count(doc)
  if not embedded then return end
  doc:walk {
    traverse = "topdown",
    Div = function(div) if kind_of(div.identifier) == "tbl" then number(div) end end,
    Figure = number,
  }
end

return {
  { Meta = note_labels },
  { Pandoc = count },
  html and { Header = embedded and heading or nil } or { Link = unlinked, Span = no_row_anchor },
  { Image = embedded and alternative or nil },
  { Cite = embedded and reference or nil, Figure = embedded and numbered_figure or nil, Div = block },
  { Str = typst and literal or nil },
  { Pandoc = arranged },
}
