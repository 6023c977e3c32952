package dsl

// Lines of pipelines, resources and tests. The first word of a line decides
// which struct it is parsed with, so that mistakes are found where they are.

// itemNode is a line of a resource's body.
type itemNode struct {
	node
	Name   *nameNode      `parser:"@@"`
	Value  *exprNode      `parser:"( '=' @@"`
	Type   *typeNode      `parser:"| ':' @@"`
	As     *converterNode `parser:"  ('as' @@)?"`
	Nested *tok           `parser:"| @Brace )"`
}

// converterNode is a converter by name, or with its options.
type converterNode struct {
	node
	Name *nameNode `parser:"@@"`
	Args *tok      `parser:"@Args?"`
}

// stageNode mentions every stage.
type stageNode struct {
	node
	From    *fromStage    `parser:"  @@"`
	To      *toStage      `parser:"| @@"`
	Where   *whereStage   `parser:"| @@"`
	Record  *recordStage  `parser:"| @@"`
	Map     *mapStage     `parser:"| @@"`
	Block   *blockStage   `parser:"| @@"`
	Drop    *dropStage    `parser:"| @@"`
	Let     *letStage     `parser:"| @@"`
	Each    *eachStage    `parser:"| @@"`
	Unwrap  *unwrapStage  `parser:"| @@"`
	OnError *onErrorStage `parser:"| @@"`
	Setting *settingStage `parser:"| @@"`
}

type fromStage struct {
	node
	Node  *refNode `parser:"'from' @@"`
	Items *tok     `parser:"@Brace?"`
}

type toStage struct {
	node
	Node  *refNode `parser:"'to' @@"`
	Items *tok     `parser:"@Brace?"`
}

type whereStage struct {
	node
	Cond *exprNode `parser:"'where' @@"`
}

// recordStage is `map [TARGET] { … }`.
type recordStage struct {
	node
	Target *pathNode `parser:"'map' @@?"`
	Items  tok       `parser:"@Brace"`
}

type mapStage struct {
	node
	Value *exprNode `parser:"'map' @@"`
}

// blockStage is a stage that is a word and a block.
type blockStage struct {
	node
	Word  tok `parser:"@('set' | 'rename' | 'headers' | 'route')"`
	Items tok `parser:"@Brace"`
}

type dropStage struct {
	node
	Paths []*exprNode `parser:"'drop' @@ (',' @@)*"`
}

type letStage struct {
	node
	Name  *nameNode `parser:"'let' @@"`
	Value *exprNode `parser:"'=' @@"`
}

// eachStage is `each EXPR as NAME`; the grammar sees a cast at the end.
type eachStage struct {
	node
	List *exprNode `parser:"'each' @@"`
}

type unwrapStage struct {
	node
	Word  tok  `parser:"@'unwrap'"`
	Items *tok `parser:"@Brace?"`
}

type onErrorStage struct {
	node
	Value *exprNode `parser:"'on' 'error' ( '=' @@"`
	Items *tok      `parser:"             | @Brace )"`
}

type settingStage struct {
	node
	Name  *nameNode `parser:"@@"`
	Value *exprNode `parser:"'=' @@"`
}

// routesNode is a line of a route: mostly one arm.
type routesNode struct {
	node
	Arms []*routeArm `parser:"@@+"`
}

type routeArm struct {
	node
	When *exprNode `parser:"( 'when' @@"`
	Else bool      `parser:"| @'else' )"`
	Body tok       `parser:"'=>' @Brace"`
}

// mapItemNode is a line of map, set, rename or headers.
type mapItemNode struct {
	node
	Star   *tok        `parser:"( @'*'"`
	Except []*nameNode `parser:"  ('except' @@ (',' @@)*)?"`
	Name   *nameNode   `parser:"| (?= (Ident | Text) '=') @@ '='"`
	Value  *exprNode   `parser:"  @@"`
	Of     *exprNode   `parser:"| @@ )"`
}

// stepNode is a line of a test.
type stepNode struct {
	node
	Given  *givenStep  `parser:"  @@"`
	Expect *expectStep `parser:"| @@"`
	Freeze *freezeStep `parser:"| @@"`
}

type givenStep struct {
	node
	Node   *refNode `parser:"'given' @@"`
	Values tok      `parser:"@Bracket"`
}

type expectStep struct {
	node
	Nothing *tok     `parser:"'expect' ( (?! 'nothing' (Bracket | Angle | Dot)) @'nothing'"`
	Error   *tok     `parser:"         | (?= 'error' Brace) 'error' @Brace"`
	Node    *refNode `parser:"         | @@"`
	Values  *tok     `parser:"           @Bracket )"`
}

type freezeStep struct {
	node
	Name  *nameNode `parser:"'freeze' @@"`
	Value *exprNode `parser:"'=' @@"`
}
