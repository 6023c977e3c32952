// Package lsp is flowc's language server: what editors show of .flow files.
//
// It analyses nothing itself. A project is checked by the compiler, from the disk
// with the editor's unsaved buffers on top, and the answers are read from the index
// that the checker leaves. Where a line is half typed, completion puts a name at the
// cursor and asks the checker about the text with it.
//
// One goroutine reads messages and one answers them in order, so no answer is about
// a text that a later message changed. A request that was cancelled while it waited
// is not worked on.
package lsp
