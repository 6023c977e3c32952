package builtin

import (
	"testing"

	"github.com/flowc-lang/flowc/runtime/record"
)

// The results are those of another implementation, over random characters that
// decompose, compose, or change places.
var normalizeCases = [][2]string{
	{"\u06dc\u05ba", "\u05ba\u06dc"},
	{"\u0ccb\u06ed", "\u0ccb\u06ed"},
	{"\u0744\u065b\u010e\u0730", "\u0744\u065b\u010e\u0730"},
	{"\u0351", "\u0351"},
	{"\u05c4\u0227\u01ef", "\u05c4\u0227\u01ef"},
	{"\u0352\u05b6\u05c1\u0358\u0306\u07f2", "\u05b6\u05c1\u07f2\u0352\u0306\u0358"},
	{"\u021f\u07ee", "\u021f\u07ee"},
	{"\u05a4\u0fa2", "\u05a4\u0fa1\u0fb7"},
	{"\u00d1\u089e\u010c\u01af\u06db\u00f3", "\u00d1\u089e\u010c\u01af\u06db\u00f3"},
	{"\u00e5\u03ca\u0355", "\u00e5\u03ca\u0355"},
	{"\u0f81\u0325\u0304\u0657\u0337", "\u0337\u0f71\u0f80\u0325\u0304\u0657"},
	{"\u0cc0\u0135", "\u0cc0\u0135"},
	{"\u0169", "\u0169"},
	{"\u020e\u038c\u089f\u032e", "\u020e\u038c\u032e\u089f"},
	{"\u04da\u031f\u0594\u0f78\u0654\u0a36", "\u04da\u031f\u0594\u0fb3\u0f80\u0654\u0a38\u0a3c"},
	{"\u0670\u0311\u065f\u021f\u0934", "\u0670\u065f\u0311\u021f\u0934"},
	{"\u00e3\u040c\u0730\u089e\u1161\u01cf", "\u00e3\u040c\u0730\u089e\u1161\u01cf"},
	{"\u0622\u05b7\u0652\u064f\u013d\u0826", "\u0622\u05b7\u064f\u0652\u013d\u0826"},
	{"\u07ec\u0654", "\u07ec\u0654"},
	{"\u0450\u015b\u010b", "\u0450\u015b\u010b"},
	{"\u07f2\u0360\u0129\u095f", "\u07f2\u0360\u0129\u092f\u093c"},
	{"\u0314", "\u0314"},
	{"\u00d6\u04c1", "\u00d6\u04c1"},
	{"\u0319\u0155\u00f5\u0711", "\u0319\u0155\u00f5\u0711"},
	{"\u00f6\u0f43\u06d6\u0626\u05c4", "\u00f6\u0f42\u0fb7\u06d6\u0626\u05c4"},
	{"\u0592\u0229\u00eb", "\u0592\u0229\u00eb"},
	{"\u00c8\u011b\u0145", "\u00c8\u011b\u0145"},
	{"\u05b1\u00e7\u01fa\u0311\u0476", "\u05b1\u00e7\u01fa\u0311\u0476"},
	{"\u03ab\u017d\u0045\u00f3\u095a", "\u03ab\u017d\u0045\u00f3\u0917\u093c"},
	{"\u0b5d\u016b\u0f43", "\u0b22\u0b3c\u016b\u0f42\u0fb7"},
	{"\u0347\u05a1\u0f78\u0818", "\u0347\u05a1\u0fb3\u0f80\u0818"},
	{"\u08d2\u0615\u013c\u073f\u0594", "\u08d2\u0615\u013c\u073f\u0594"},
	{"\u0329\u07ed\u022b", "\u0329\u07ed\u022b"},
	{"\u032f\u038c\u05a2", "\u032f\u038c\u05a2"},
	{"\u05bf\u095a\u00cc", "\u05bf\u0917\u093c\u00cc"},
	{"\u065a\u04ec\u00d6\u0dde", "\u065a\u04ec\u00d6\u0dde"},
	{"\u06d9\u07eb\u0164\u0108\u07ec", "\u06d9\u07eb\u0164\u0108\u07ec"},
	{"\u06c2\u034d\u0a5a\u08d0\u0a5a\u0733", "\u06c2\u034d\u0a17\u0a3c\u08d0\u0a17\u0a3c\u0733"},
	{"\u0407\u0366\u00da\u06d9\u0109\u08cd", "\u0407\u0366\u00da\u06d9\u0109\u08cd"},
	{"\u0ccb", "\u0ccb"},
	{"\u00e9", "\u00e9"},
	{"\u0065\u0301", "\u00e9"},
	{"\u1100\u1161\u11a8", "\uac01"},
	{"\uac00\u11a8", "\uac01"},
	{"\u212b", "\u00c5"},
	{"\u0061\u0315\u0300", "\u00e0\u0315"},
	{"", ""},
}

func TestNormalize(t *testing.T) {
	for _, c := range normalizeCases {
		var a record.Arena
		if got := Normalize(&a, c[0]); got != c[1] {
			t.Errorf("Normalize(%+q) = %+q, want %+q", c[0], got, c[1])
		}
		if got := Normalize(&a, c[1]); got != c[1] {
			t.Errorf("Normalize(%+q) = %+q, and that is normal", c[1], got)
		}
	}
}

func FuzzNormalize(f *testing.F) {
	for _, c := range normalizeCases {
		f.Add(c[0])
	}
	f.Fuzz(func(t *testing.T, s string) {
		var a record.Arena
		once := Normalize(&a, s)
		if twice := Normalize(&a, once); once != twice {
			t.Errorf("Normalize(%+q) = %+q, then %+q", s, once, twice)
		}
	})
}
