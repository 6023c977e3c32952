package dsl

// Types, fields and names.

type nameNode struct {
	node
	Name tok `parser:"@(Ident | Text)"`
}

type pathNode struct {
	node
	Head *nameNode   `parser:"@@"`
	Tail []*pathTail `parser:"@@*"`
}

type pathTail struct {
	node
	Star bool      `parser:"Dot ( @'*'"`
	Name *nameNode `parser:"    | @@ )"`
}

// refNode is NODE or NODE<TYPE>.
type refNode struct {
	node
	Path *pathNode `parser:"@@"`
	Args *tok      `parser:"@Angle?"`
}

type annotNode struct {
	node
	Name *nameNode `parser:"'@' @@"`
	Args *tok      `parser:"@Args?"`
}

type typeNode struct {
	node
	Alts    []*typeAtom  `parser:"@@ ('|' @@)*"`
	In      *rangeNode   `parser:"( 'in' @@"`
	Matches *tok         `parser:"| 'matches' @Regex )?"`
	Annots  []*annotNode `parser:"@@*"`
}

// rangeNode is what may stand behind `in` of a type: arithmetic and `..`, no
// comparison, so that a default may follow.
type rangeNode struct {
	node
	From *operandNode `parser:"@@"`
	To   *operandNode `parser:"('..' @@)?"`
}

type typeAtom struct {
	node
	Enum   *enumType   `parser:"( @@"`
	Record *tok        `parser:"| @Brace"`
	Group  *tok        `parser:"| @Paren"`
	Named  *namedType  `parser:"| @@ )"`
	Opt    []*optional `parser:"@@*"`
}

type optional struct {
	node
	Mark bool `parser:"@'?'"`
}

type enumType struct {
	node
	Open bool `parser:"(?= ('open' 'enum' Brace) | ('enum' Brace)) @'open'?"`
	Body tok  `parser:"'enum' @Brace"`
}

type namedType struct {
	node
	Name   *pathNode `parser:"@@"`
	Args   *tok      `parser:"@Angle?"`
	Params *tok      `parser:"@(Args | Paren)?"`
}

// fieldNode is a line of a record type, or a parameter of a function.
type fieldNode struct {
	node
	Rest    bool         `parser:"( @'...'"`
	Name    *nameNode    `parser:"| @@ ':'"`
	Type    *typeNode    `parser:"  @@"`
	Default *exprNode    `parser:"  ('=' @@)?"`
	Annots  []*annotNode `parser:"  @@* )"`
}

// typeArg is what stands between `<` and `>`: a type, or a length.
type typeArg struct {
	node
	Len  *tok      `parser:"  @Int"`
	Type *typeNode `parser:"| @@"`
}
