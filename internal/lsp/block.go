package lsp

import "github.com/flowc-lang/flowc/dsl"

// block is what a bracket holds.
type block uint8

// The kinds of blocks.
const (
	topBlock      block = iota + 1 // declarations
	optionBlock                    // options of a declaration
	useBlock                       // options at `from` and `to`
	policyBlock                    // decode, map, write
	schemaBlock                    // fields with types
	symbolBlock                    // symbols of an enum
	namesBlock                     // names of another file
	stageBlock                     // stages of a pipeline
	testBlock                      // steps of a test
	fieldBlock                     // field = value
	routeBlock                     // when … => { … }
	matchBlock                     // pattern => value
	exprBlock                      // elements or arguments that are values
	argumentBlock                  // arguments of a converter or of an option's word
	paramBlock                     // parameters of a fn
)

// block returns what the innermost bracket holds.
func (c *cursor) block() block {
	kind := topBlock
	for i := 1; i < len(c.frames); i++ {
		kind = inside(kind, &c.frames[i])
	}
	return kind
}

// inside returns what a bracket holds that stands in a block of kind outer.
func inside(outer block, f *frame) block {
	first := wordAt(f.head, 0)
	switch f.open {
	case "(":
		return inParens(outer, f, first)
	case "[":
		return exprBlock
	}
	switch {
	case outer == topBlock:
		return inDeclaration(first)
	case outer == stageBlock:
		return inStage(f, first)
	case outer == routeBlock:
		return stageBlock
	case outer == optionBlock && len(f.head) == 1:
		return fieldBlock // fields { … }
	case outer == schemaBlock || outer == paramBlock:
		return schemaBlock
	}
	return inExpression(f)
}

func inParens(outer block, f *frame, first string) block {
	switch {
	case outer == topBlock && first == "fn" && len(f.head) == 2:
		return paramBlock
	case outer == topBlock || outer == schemaBlock || outer == paramBlock:
		return argumentBlock // of a type or annotation, or from sr(…)
	case outer == optionBlock || outer == useBlock || outer == policyBlock || outer == argumentBlock:
		return argumentBlock
	case outer == stageBlock && first == "on":
		return argumentBlock
	}
	return exprBlock
}

func inDeclaration(first string) block {
	switch first {
	case "connection", "converter", "topic", "source", "sink":
		return optionBlock
	case "policy":
		return policyBlock
	case "schema", "type", "param", "fn":
		return schemaBlock
	case "enum", "open":
		return symbolBlock
	case "import":
		return namesBlock
	case "pipeline":
		return stageBlock
	case "test":
		return testBlock
	}
	return exprBlock
}

func inStage(f *frame, first string) block {
	switch first {
	case "from", "to", "unwrap":
		if len(f.head) <= 2 || wordAt(f.head, 1) != "" {
			return useBlock
		}
	case "map":
		if isPath(f.head[1:]) {
			return fieldBlock
		}
	case "set", "rename", "headers":
		if len(f.head) == 1 {
			return fieldBlock
		}
	case "route":
		return routeBlock
	case "on":
		if len(f.head) == 2 {
			return policyBlock
		}
	}
	return inExpression(f)
}

// inExpression tells a match from a record.
func inExpression(f *frame) block {
	for _, t := range f.head {
		if t.Kind == dsl.TokenIdent && t.Text == "match" {
			return matchBlock
		}
	}
	return exprBlock
}

// isPath reports whether tokens are a dotted name, or nothing.
func isPath(toks []dsl.Token) bool {
	for i, t := range toks {
		if i%2 == 0 && t.Kind != dsl.TokenIdent || i%2 == 1 && t.Text != "." {
			return false
		}
	}
	return len(toks)%2 == 1 || len(toks) == 0
}

// wordAt returns the identifier at a position, empty where there is another token.
func wordAt(toks []dsl.Token, i int) string {
	if i >= len(toks) || toks[i].Kind != dsl.TokenIdent {
		return ""
	}
	return toks[i].Text
}

// has reports whether an item holds a token.
func has(item []dsl.Token, text string) bool { return indexOf(item, text) >= 0 }

// indexOf returns the position of the last token of that text, -1 without.
func indexOf(item []dsl.Token, text string) int {
	for i := len(item) - 1; i >= 0; i-- {
		if item[i].Text == text && item[i].Kind != dsl.TokenText {
			return i
		}
	}
	return -1
}
