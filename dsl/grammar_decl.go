package dsl

// declNode mentions every declaration.
type declNode struct {
	node
	Edition  *editionDecl  `parser:"  @@"`
	Import   *importDecl   `parser:"| @@"`
	Param    *paramDecl    `parser:"| @@"`
	Schema   *schemaDecl   `parser:"| @@"`
	Enum     *enumDecl     `parser:"| @@"`
	Alias    *aliasDecl    `parser:"| @@"`
	Fn       *fnDecl       `parser:"| @@"`
	Kinded   *kindedDecl   `parser:"| @@"`
	Topic    *topicDecl    `parser:"| @@"`
	Pipeline *pipelineDecl `parser:"| @@"`
	Test     *testDecl     `parser:"| @@"`
}

type editionDecl struct {
	node
	Version tok `parser:"'flow' @Int"`
}

type importDecl struct {
	node
	Names  *tok        `parser:"'import' ( @Brace 'from'"`
	Kind   *nameNode   `parser:"         | @@ )"`
	Path   tok         `parser:"@Text"`
	Origin *originNode `parser:"('from' @@)?"`
	Alias  *nameNode   `parser:"('as' @@)?"`
}

// originNode is sr(subject: "…").
type originNode struct {
	node
	Name *nameNode `parser:"@@"`
	Args *tok      `parser:"@Args?"`
}

type paramDecl struct {
	node
	Word    tok          `parser:"@('param' | 'secret')"`
	Name    *nameNode    `parser:"@@"`
	Type    *typeNode    `parser:"':' @@"`
	Default *exprNode    `parser:"('=' @@)?"`
	Annots  []*annotNode `parser:"@@*"`
}

type schemaDecl struct {
	node
	Name   *nameNode    `parser:"'schema' @@"`
	Annots []*annotNode `parser:"@@*"`
	Body   tok          `parser:"@Brace"`
}

type enumDecl struct {
	node
	Open   bool         `parser:"@'open'?"`
	Name   *nameNode    `parser:"'enum' @@"`
	Annots []*annotNode `parser:"@@*"`
	Body   tok          `parser:"@Brace"`
}

type aliasDecl struct {
	node
	Name *nameNode `parser:"'type' @@"`
	Type *typeNode `parser:"'=' @@"`
}

type fnDecl struct {
	node
	Name   *nameNode `parser:"'fn' @@"`
	Params tok       `parser:"@(Args | Paren)"`
	Result *typeNode `parser:"('->' @@)?"`
	Body   *exprNode `parser:"'=' @@"`
}

// kindedDecl is a resource with a kind: connection, converter, source, sink.
type kindedDecl struct {
	node
	Word tok       `parser:"@('connection' | 'converter' | 'source' | 'sink')"`
	Kind *pathNode `parser:"@@"`
	Rest *resource `parser:"@@"`
}

// topicDecl is a resource without a kind: topic, policy.
type topicDecl struct {
	node
	Word tok       `parser:"@('topic' | 'policy')"`
	Rest *resource `parser:"@@"`
}

type resource struct {
	node
	Name   *nameNode    `parser:"@@"`
	On     *pathNode    `parser:"('on' @@)?"`
	For    *forNode     `parser:"@@?"`
	Annots []*annotNode `parser:"@@*"`
	Body   tok          `parser:"@Brace"`
}

type forNode struct {
	node
	Var *nameNode `parser:"'for' @@"`
	Set *exprNode `parser:"'in' (?! Brace) @@"`
}

type pipelineDecl struct {
	node
	Name   *nameNode    `parser:"'pipeline' @@"`
	For    *forNode     `parser:"@@?"`
	Annots []*annotNode `parser:"@@*"`
	Body   tok          `parser:"@Brace"`
}

type testDecl struct {
	node
	Title tok      `parser:"'test' @Text"`
	For   *refNode `parser:"'for' @@"`
	Body  tok      `parser:"@Brace"`
}
