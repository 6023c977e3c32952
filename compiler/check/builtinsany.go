package check

import (
	"slices"

	"github.com/flowc-lang/flowc/compiler/types"
)

// anyBuiltins are the functions of schema-free data.
func anyBuiltins() []builtin {
	v := needs("v", anAny)
	return []builtin{
		{name: "type_of", doc: "What schema-free data is: \"null\", \"bool\", \"number\", \"string\", \"list\" or \"record\".", forms: []form{gives(types.String, v)}},
		{name: "exists", doc: "Whether schema-free data has something at a path such as \"user.emails[0]\", be it null.", forms: []form{gives(types.Bool, v, needs("path", aText))}},
		{name: "get_path", doc: "What schema-free data has at a path such as \"user.emails[0]\"; null where there is nothing.", forms: []form{gives(types.Any, v, needs("path", aText))}},
		{name: "parse_json", doc: "The text as schema-free data; fails where it is not one value of JSON.", forms: []form{failing(gives(types.Any, needs("s", aText)))}},
		{name: "parse_header", doc: "What Kafka Connect's header converter takes the text for, as a record of `schema` and `payload` as its JSON converter writes them, decimals as numbers.", forms: []form{gives(types.Any, needs("s", aText))}},
		{name: "to_json", doc: "The value as JSON text.", forms: []form{gives(types.String, needs("v", aWritable))}},
	}
}

// takesNull reports whether the function takes a first argument that may be null.
func (c *calling) takesNull() bool {
	return slices.ContainsFunc(c.b.forms, func(f form) bool {
		return len(f.params) > 0 && (f.params[0].kind == anAny && c.first.Type().Kind == types.Any || f.params[0].kind == aWritable)
	})
}

// firstType is a type that the function takes first, nil where several would do.
func (c *calling) firstType() *types.Type {
	f := c.b.forms[0]
	if len(f.params) == 0 {
		return nil
	}
	kind, ok := map[paramKind]types.Kind{
		aText: types.String, anInt: types.Int64, aDouble: types.Double, aNumber: types.Double, aUUID: types.UUID, aDate: types.Date,
	}[f.params[0].kind]
	switch {
	case ok:
		return types.Of(kind)
	case f.params[0].kind == aList:
		return types.ListOf(types.Of(types.Any))
	case f.params[0].kind == aMap:
		return types.MapOf(types.Of(types.String), types.Of(types.Any))
	case f.params[0].kind == aTimestamp || f.params[0].kind == aMoment:
		return types.InUnit(types.Timestamp, types.Millis)
	}
	return nil
}
