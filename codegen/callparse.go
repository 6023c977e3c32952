package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// parseCalls adds the functions that read values from text, and write them.
func parseCalls(m map[string]emitter) {
	m["parse_int"] = parses("number", func(c *calling) jen.Code { return emit.R("ParseInt").Call(c.v(0), jen.Lit(64)) })
	m["parse_double"] = parses("number", func(c *calling) jen.Code { return emit.R("ParseFloat").Call(c.v(0), jen.Lit(64)) })
	m["parse_bool"] = parses("flag", func(c *calling) jen.Code { return emit.R("ParseBool").Call(c.v(0)) })
	m["parse_uuid"] = parses("id", func(c *calling) jen.Code { return emit.R("ParseUUID").Call(c.v(0)) })
	m["parse_decimal"] = parses("number", func(c *calling) jen.Code {
		t := c.e.T
		return emit.R("ParseDecimal"+decimalBits(t)).Call(c.v(0), jen.Lit(t.Precision), jen.Lit(t.Scale))
	})
	m["parse_timestamp"] = parses("moment", (*calling).parseTimestamp)
	m["parse_date"] = parses("day", (*calling).parseDate)
	m["parse_inet"] = func(c *calling) conv.Value {
		s := c.bound(0, "address")
		c.f.Must(jen.Op("!").Add(emit.R("ValidInet")).Call(s.V.Clone()), "BadText", 0)
		return s
	}
	m["enum_parse"] = func(c *calling) conv.Value {
		if c.e.T.IsOpenEnum() {
			return conv.Value{V: c.v(0), T: c.e.T}
		}
		return c.must("symbol", jen.Id(c.pkg.EnumParser(c.e.T.Enum)).Call(c.v(0)), "BadEnum")
	}
	m["unbase64"] = parses("raw", func(c *calling) jen.Code { return emit.R("ParseBase64").Call(arena(), c.v(0)) })
	m["unhex"] = parses("raw", func(c *calling) jen.Code { return emit.R("ParseHex").Call(arena(), c.v(0)) })
	m["parse_duration"] = parses("length", func(c *calling) jen.Code { return builtin("ParseDuration", c.v(0)) })
	m["parse_csv"], m["parse_kv"], m["parse_url"] = (*calling).parseCSV, (*calling).parseKV, (*calling).parseURL
	m["fail"] = (*calling).fail
	m["to_string"] = func(c *calling) conv.Value { return c.toText(c.f, c.args[0]) }
	m["format"] = (*calling).format
}

// parses is an emitter for a reader that gives a reason where it fails.
func parses(want string, call func(*calling) jen.Code) emitter {
	return func(c *calling) conv.Value { return c.reasoned(want, call(c)) }
}

// decimalBits is the suffix of the functions for decimals of a type.
func decimalBits(t *types.Type) string {
	if conv.Wide(t) {
		return "128"
	}
	return "64"
}

// parseTimestamp reads by a pattern, or by ISO 8601; a zone is for texts that do
// not say theirs.
func (c *calling) parseTimestamp() jen.Code {
	pattern, zone, unit := c.text(1), c.text(2), conv.Unit(c.e.T.Unit)
	switch {
	case pattern != "":
		return c.pkg.Pattern(pattern).Dot("Parse").Call(c.v(0), c.pkg.Zone(zone), unit)
	case zone != "":
		return emit.R("ParseTimestampIn").Call(c.v(0), c.pkg.Zone(zone), unit)
	}
	return emit.R("ParseTimestampISO").Call(c.v(0), unit)
}

func (c *calling) parseDate() jen.Code {
	if pattern := c.text(1); pattern != "" {
		return c.pkg.Pattern(pattern).Dot("ParseDate").Call(c.v(0))
	}
	return emit.R("ParseDate").Call(c.v(0))
}

// format writes a time by a pattern. A date and a datetime are what the clocks
// show already, whatever the zone.
func (c *calling) format() conv.Value {
	t, pattern := c.bound(0, "moment"), c.pkg.Pattern(c.text(1))
	write := pattern.Clone().Dot("AppendDate").Call(jen.Id("d"), t.V.Clone())
	switch t.T.Kind {
	case types.Timestamp:
		write = pattern.Clone().Dot("Append").Call(jen.Id("d"), t.V.Clone(), conv.Unit(t.T.Unit), c.pkg.Zone(c.text(2)))
	case types.Datetime:
		write = pattern.Clone().Dot("Append").Call(jen.Id("d"), t.V.Clone(), conv.Unit(t.T.Unit), jen.Nil())
	}
	return c.pipe.text(c.f, or(c.hint, "formatted"), func(in *emit.Body) { in.Add(jen.Id("d").Op("=").Add(write)) })
}
