package codegen

import (
	"math"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// textCalls adds the functions of texts.
func textCalls(m map[string]emitter) {
	m["len"] = (*calling).length
	m["upper"], m["lower"], m["fold_case"] = inArena("Upper"), inArena("Lower"), inArena("FoldCase")
	m["normalize"] = inArena("Normalize")
	m["trim"] = same("strings", "TrimSpace")
	m["trim_prefix"], m["trim_suffix"] = same("strings", "TrimPrefix"), same("strings", "TrimSuffix")
	m["starts_with"], m["ends_with"] = same("strings", "HasPrefix"), same("strings", "HasSuffix")
	m["slice"] = (*calling).slice
	m["truncate"] = (*calling).truncate
	m["split"] = (*calling).split
	m["join"] = (*calling).join
	m["replace"] = inArena("Replace")
	m["replace_re"] = func(c *calling) conv.Value {
		return value(builtin("ReplaceRegex", arena(), c.regex(1), c.v(0), c.v(2)))
	}
	m["contains"] = (*calling).contains
	m["matches"] = func(c *calling) conv.Value { return value(c.regex(1).Dot("MatchString").Call(c.v(0))) }
	m["capture"] = (*calling).capture
	m["pad_left"], m["pad_right"] = padded("PadLeft"), padded("PadRight")
	m["repeat"] = func(c *calling) conv.Value {
		return c.must("repeated", builtin("Repeat", append([]jen.Code{arena()}, c.all()...)...), "Overflow")
	}
}

// length is len: characters of a text, else bytes or elements.
func (c *calling) length() conv.Value {
	if c.kind() == types.String {
		return value(builtin("Len", c.v(0)))
	}
	return value(jen.Int64().Parens(jen.Len(c.v(0))))
}

// slice is a part of a text; without an end it goes up to the text's own.
func (c *calling) slice() conv.Value {
	to := c.v(2)
	if k, ok := c.e.Args[2].(*ir.Const); ok && k.Value == int64(math.MaxInt64) {
		to = jen.Qual("math", "MaxInt64")
	}
	return value(builtin("Slice", c.v(0), c.v(1), to))
}

// truncate is of a text or of a timestamp.
func (c *calling) truncate() conv.Value {
	if c.kind() == types.String {
		return value(builtin("Truncate", c.all()...))
	}
	n := inUnit(c.e.Args[1], c.args[0].T.Unit)
	if n <= 1 {
		return c.args[0]
	}
	return value(builtin("TruncateTime", c.v(0), jen.Lit(int(n))))
}

// regex is the variable of the regex that argument k is.
func (c *calling) regex(k int) *jen.Statement { return c.pkg.Regex(c.text(k)) }

// split puts the parts into the scratch.
func (c *calling) split() conv.Value {
	return c.cut("parts", c.e.T.Elem, func(list *jen.Statement) *jen.Statement {
		return builtin("Split", list, c.v(0), c.v(1))
	})
}

// cut is the list of what appends to the arena of such elements.
func (c *calling) cut(want string, elem *types.Type, appended func(*jen.Statement) *jen.Statement) conv.Value {
	a := jen.Id("s").Dot(c.pkg.Arena(elem))
	from, n := c.f.Name("from"), c.f.Name(or(c.hint, want))
	c.f.Add(
		jen.Id(from).Op(":=").Len(a.Clone()),
		a.Clone().Op("=").Add(appended(a.Clone())),
		jen.Id(n).Op(":=").Add(a.Clone()).Index(jen.Id(from), jen.Len(a.Clone()), jen.Len(a.Clone())))
	return value(jen.Id(n))
}

// join writes the elements of a list; those that are no text in their text form.
func (c *calling) join() conv.Value {
	elem := c.args[0].T.Elem
	if elem.Kind == types.String {
		return value(builtin("Join", append([]jen.Code{arena()}, c.all()...)...))
	}
	list, sep := c.bound(0, "list"), c.bound(1, "separator")
	return c.pipe.text(c.f, or(c.hint, "joined"), func(in *emit.Body) {
		item := in.Inner()
		k := item.Name("k")
		item.Add(jen.If(jen.Id(k).Op(">").Lit(0)).Block(jen.Id("d").Op("=").Append(jen.Id("d"), sep.V.Clone().Op("..."))))
		c.writeElement(item, conv.ElemValue(list.V.Clone().Index(jen.Id(k)), elem))
		in.Add(jen.For(jen.Id(k).Op(":=").Range().Add(list.V.Clone())).Block(item.Code()...))
	})
}

// writeElement appends an element as text, nothing for null.
func (c *calling) writeElement(f *emit.Body, v conv.Value) {
	if v.OK == nil {
		c.pkg.WriteText(f, v, conv.TextForm{})
		return
	}
	in := f.Inner()
	c.pkg.WriteText(in, v.Inner(), conv.TextForm{})
	f.Add(jen.If(v.OK.Clone()).Block(in.Code()...))
}

// capture is a group of the first match.
func (c *calling) capture() conv.Value {
	group := c.e.Args[2].(*ir.Const).Value.(int64)
	name := or(c.hint, "captured")
	n, ok := c.f.Name(name), c.f.Name("has "+name)
	c.f.Add(jen.List(jen.Id(n), jen.Id(ok)).Op(":=").Add(builtin("Capture", c.regex(1), c.v(0), jen.Lit(int(group)))))
	return conv.Value{V: jen.Id(n), OK: jen.Id(ok)}
}

// padded is pad_left or pad_right. It can only be too long where the length comes
// from the data.
func padded(name string) emitter {
	return func(c *calling) conv.Value {
		if c.isConst(1) && c.isConst(2) && c.e.Args[1].(*ir.Const).Value.(int64) < 1<<10 && len(c.text(2)) < 1<<10 {
			n := c.f.Name(or(c.hint, "padded"))
			c.f.Add(jen.List(jen.Id(n), jen.Id("_")).Op(":=").Add(builtin(name, append([]jen.Code{arena()}, c.all()...)...)))
			return value(jen.Id(n))
		}
		return c.must("padded", builtin(name, append([]jen.Code{arena()}, c.all()...)...), "Overflow")
	}
}
