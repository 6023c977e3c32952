-- What somebody does in Neovim with a .flow file: sees a mistake, completes a field
-- to mend it, formats, and jumps into the schema. It runs in `nvim --headless` from
-- version 0.7 on, with the path of flowc in FLOWC, and prints a line for each thing
-- that worked.

local function say(...) io.stdout:write(table.concat({ ... }, " ") .. "\n") end

local function fail(...)
  io.stderr:write(table.concat({ ... }, " ") .. "\n")
  vim.cmd("cquit 1")
end

local function wait(what, condition)
  if not vim.wait(20000, condition, 20) then fail("waited in vain for " .. what) end
end

local function diagnostics()
  local out = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do
    if d.severity == vim.diagnostic.severity.ERROR then table.insert(out, d) end
  end
  return out
end

-- cursor puts the cursor behind the first text of that kind in the buffer.
local function cursor(text)
  for i, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local _, last = line:find(text, 1, true)
    if last then
      vim.api.nvim_win_set_cursor(0, { i, last })
      return
    end
  end
  fail("not in the buffer:", text)
end

vim.cmd("edit load.flow")
local config = { name = "flowc", cmd = { vim.env.FLOWC, "lsp", "--log", "lsp.log" }, root_dir = vim.fn.getcwd() }
local id = vim.lsp.start and vim.lsp.start(config) or vim.lsp.start_client(config)
if not id then fail("flowc lsp does not start") end
vim.lsp.buf_attach_client(0, id)

wait("a diagnostic", function() return #diagnostics() > 0 end)
local d = diagnostics()[1]
say("diagnostic", tostring(d.code or d.user_data and d.user_data.lsp.code), "line", tostring(d.lnum + 1))

-- A line is begun and a field completed.
cursor("from readings")
local row = vim.api.nvim_win_get_cursor(0)[1]
vim.api.nvim_buf_set_lines(0, row, row, false, { "      where .cel" })
vim.cmd("startinsert!")
vim.api.nvim_win_set_cursor(0, { row + 1, #"      where .cel" })
local params = {
  textDocument = vim.lsp.util.make_text_document_params(),
  position = { line = row, character = #"      where .cel" },
}
local answers = vim.lsp.buf_request_sync(0, "textDocument/completion", params, 20000)
local picked
for _, answer in pairs(answers or {}) do
  for _, item in ipairs(answer.result.items) do
    if item.label == "celsius" then picked = item end
  end
end
if not picked then fail("celsius is not proposed") end
vim.lsp.util.apply_text_edits({ picked.textEdit }, 0, "utf-16")
say("completed", vim.api.nvim_buf_get_lines(0, row, row + 1, false)[1])

local line = vim.api.nvim_buf_get_lines(0, row, row + 1, false)[1]
vim.api.nvim_buf_set_lines(0, row, row + 1, false, { line .. "   !=   null" })
wait("the mistake to go", function() return #diagnostics() == 0 end)
say("mended")

if vim.lsp.buf.format then
  vim.lsp.buf.format({ async = false, timeout_ms = 20000 })
else
  vim.lsp.buf.formatting_sync(nil, 20000)
end
say("formatted", vim.api.nvim_buf_get_lines(0, row, row + 1, false)[1])

vim.cmd("write")
vim.cmd("stopinsert")
cursor("note")
vim.api.nvim_win_set_cursor(0, { vim.api.nvim_win_get_cursor(0)[1], vim.api.nvim_win_get_cursor(0)[2] - 1 })
vim.lsp.buf.definition()
wait("the jump", function() return vim.fn.expand("%:t") == "weather.cql" end)
say("jumped to", vim.fn.expand("%:t"), "line", tostring(vim.api.nvim_win_get_cursor(0)[1]))

vim.lsp.stop_client(id)
wait("the server to end", function() return #(vim.lsp.get_clients or vim.lsp.get_active_clients)() == 0 end)
vim.cmd("qall!")
