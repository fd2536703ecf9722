-- Drives Neovim through what test_neovim.py checks, and writes what it saw to seen.json.

local PATIENCE = 240000 -- milliseconds

local seen = {}

local function await(condition, what)
  if not vim.wait(PATIENCE, condition, 50) then
    io.stderr:write("it did not come: " .. what .. "\n")
    vim.cmd("cquit 1")
  end
end

local function ask(method, params)
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, PATIENCE) or {}) do
    if answer.error then
      io.stderr:write(method .. ": " .. answer.error.message .. "\n")
      vim.cmd("cquit 1")
    end
    return answer.result
  end
end

local function messages()
  return vim.tbl_map(function(item) return item.message end, vim.diagnostic.get(0))
end

local function document(line, character)
  return { textDocument = vim.lsp.util.make_text_document_params(), position = { line = line, character = character } }
end

await(function() return #vim.lsp.buf_get_clients(0) > 0 end, "the server")
await(function() return vim.lsp.buf_get_clients(0)[1].initialized end, "its answer")
vim.api.nvim_buf_set_lines(0, -1, -1, true, { 'func wrong() int { return "text" }' })
await(function() return #messages() > 0 end, "an error")
seen.errors = messages()
vim.api.nvim_buf_set_lines(0, -2, -1, true, {})
await(function() return #messages() == 0 end, "no error")
seen.mended = messages()

vim.api.nvim_exec_autocmds("InsertLeave", { buffer = 0 })
local function titles()
  local found = {}
  for _, lens in ipairs(vim.lsp.codelens.get(0)) do
    if lens.command then
      table.insert(found, lens.command.title)
    end
  end
  return found
end
await(function() return #titles() == 3 end, "lenses")
seen.lenses = titles()

seen.hover = ask("textDocument/hover", document(2, 5)).contents.value
local range = { start = { line = 2, character = 5 }, ["end"] = { line = 2, character = 5 } }
local context = { diagnostics = {} }
local actions = ask("textDocument/codeAction", { textDocument = document(0, 0).textDocument, range = range, context = context })
seen.actions = vim.tbl_map(function(action) return action.title end, actions)

-- What a click on the lens of `at` does: the handler of the configuration, with a hover in a window of its own.
vim.fn.cursor(9, 1)
local details
for _, lens in ipairs(vim.lsp.codelens.get(0)) do
  if lens.range.start.line == 8 then
    vim.lsp.commands[lens.command.command](lens.command)
  end
end
await(function()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, true)
    local text = table.concat(lines, "\n")
    if text:find("Decisions") then
      details = text
    end
  end
  return details ~= nil
end, "details")
seen.details = details

seen.build = ask("workspace/executeCommand", { command = "goBindery.buildStatic", arguments = { vim.uri_from_bufnr(0) } })
vim.fn.writefile({ vim.fn.json_encode(seen) }, "seen.json")
vim.cmd("qall!")
