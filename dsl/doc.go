// Package dsl reads .flow files: text in, syntax tree out.
//
// The way is scanner → layout → grammar → lowering. The scanner cuts the text
// into tokens that joined give it back. The layout balances the brackets, blames
// the right one where they do not balance, and cuts blocks into items. Each item
// is then parsed on its own by a participle grammar in which a bracket with its
// contents is one token, so a mistake never leaves its item, nesting never
// becomes recursion of the parser, and one run finds every mistake. Lowering
// turns the grammar's structs into the tree of this package, and folds operators
// by precedence.
//
// The package knows syntax only: it resolves no name and reads no other file.
package dsl
