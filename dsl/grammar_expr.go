package dsl

// Expressions are a flat list of operands and operators; lowering folds them by
// precedence.

type exprNode struct {
	node
	Head *operandNode `parser:"@@"`
	Tail []*tailNode  `parser:"@@*"`
}

type tailNode struct {
	node
	Is     *isTail     `parser:"  @@"`
	In     *inTail     `parser:"| @@"`
	As     *asTail     `parser:"| @@"`
	Except *exceptTail `parser:"| @@"`
	Bin    *binTail    `parser:"| @@"`
}

type isTail struct {
	node
	Not  *tok      `parser:"'is' @'not'?"`
	Null *tok      `parser:"( @'null'"`
	Type *typeAtom `parser:"| @@ )"`
}

type inTail struct {
	node
	Not *tok         `parser:"(?= 'in' | ('not' 'in')) @'not'? 'in'"`
	Set *operandNode `parser:"@@"`
}

type asTail struct {
	node
	Type *typeAtom `parser:"'as' @@"`
	Bang *tok      `parser:"@'!'?"`
}

type exceptTail struct {
	node
	Of []*operandNode `parser:"'except' @@ (',' @@)*"`
}

type binTail struct {
	node
	Op tok          `parser:"@('||' | '&&' | '==' | '!=' | '<=' | '>=' | '<' | '>' | '??' | '..' | '+' | '-' | '*' | '/' | '%')"`
	X  *operandNode `parser:"@@"`
}

type operandNode struct {
	node
	Ops  []*prefixNode `parser:"@@*"`
	Prim *primaryNode  `parser:"@@"`
	Post []*postNode   `parser:"@@*"`
}

type prefixNode struct {
	node
	Op tok `parser:"@('!' | '-')"`
}

type postNode struct {
	node
	Safe bool      `parser:"( ( Dot | @'?.' )"`
	Star bool      `parser:"  ( @'*'"`
	Name *nameNode `parser:"  | @@ )"`
	Args *tok      `parser:"| @Args"`
	Bang bool      `parser:"| @'!' )"`
}

type primaryNode struct {
	node
	If     *ifNode      `parser:"  @@"`
	Match  *matchNode   `parser:"| @@"`
	Lambda *lambdaNode  `parser:"| @@"`
	Count  *countNode   `parser:"| @@"`
	Lit    *tok         `parser:"| @(Float | Quantity | Text | Regex)"`
	List   *tok         `parser:"| @Bracket"`
	Record *tok         `parser:"| @Brace"`
	Paren  *tok         `parser:"| @(Paren | Args)"`
	Field  *fieldAccess `parser:"| @@"`
	Whole  *tok         `parser:"| @Whole"`
	Name   *tok         `parser:"| (?! 'then' | 'else' | 'as' | 'is' | 'in' | 'except') @Ident"`
}

// countNode is a whole number, or a number of records.
type countNode struct {
	node
	Number  tok  `parser:"@Int"`
	Records *tok `parser:"@'records'?"`
}

type fieldAccess struct {
	node
	Star bool      `parser:"Field ( @'*'"`
	Name *nameNode `parser:"      | @@ )"`
}

type ifNode struct {
	node
	Cond *exprNode `parser:"'if' @@"`
	Then *exprNode `parser:"'then' @@"`
	Else *exprNode `parser:"'else' @@"`
}

// matchNode is `match x { … }`, or the pattern `match r/…/` of an option.
type matchNode struct {
	node
	Regex *tok      `parser:"'match' ( @Regex"`
	X     *exprNode `parser:"        | @@"`
	Arms  *tok      `parser:"          @Brace )"`
}

type lambdaNode struct {
	node
	Params []*nameNode `parser:"'|' @@ (',' @@)* '|'"`
	Body   *exprNode   `parser:"@@"`
}

// The contents of brackets, one element at a time.
type innerNode struct {
	node
	Arg     *argNode     `parser:"  @@"`
	Pair    *pairNode    `parser:"| @@"`
	Arm     *armNode     `parser:"| @@"`
	TypeArg *typeArg     `parser:"| @@"`
	Field   *fieldNode   `parser:"| @@"`
	Name    *nameNode    `parser:"| @@"`
	Routes  *routesNode  `parser:"| @@"`
	MapItem *mapItemNode `parser:"| @@"`
	Step    *stepNode    `parser:"| @@"`
	Ref     *refNode     `parser:"| @@"`
}

type argNode struct {
	node
	Name  *nameNode `parser:"((?= (Ident | Text) ':') @@ ':')?"`
	Value *exprNode `parser:"@@"`
}

// pairNode is a field of a record literal.
type pairNode struct {
	node
	Name  *nameNode `parser:"@@ ':'"`
	Value *exprNode `parser:"@@"`
}

// armNode is an arm of a match.
type armNode struct {
	node
	Patterns []*patternNode `parser:"@@ ('|' @@)*"`
	Guard    *exprNode      `parser:"('if' @@)?"`
	Value    *exprNode      `parser:"'=>' @@"`
}

type patternNode struct {
	node
	Is   *isTail   `parser:"  @@"`
	Expr *exprNode `parser:"| @@"`
}
