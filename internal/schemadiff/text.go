package schemadiff

import (
	"slices"
	"strings"
)

// mostLines bounds the texts that are compared line by line.
const mostLines = 1000

// textLines compares texts by their lines; white space at both ends of a line, and
// empty lines, do not count.
func textLines(before, after string) []string {
	a, b := lines(before), lines(after)
	if slices.Equal(a, b) {
		return nil
	}
	if len(a) > mostLines || len(b) > mostLines {
		return []string{"~ the text"}
	}
	longest := common(a, b)
	var out []string
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || longest[i+1][j] >= longest[i][j+1]):
			out = append(out, "- "+a[i])
			i++
		default:
			out = append(out, "+ "+b[j])
			j++
		}
	}
	return out
}

func lines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// common has, for each pair of places, how many lines the rests have in common in
// order.
func common(a, b []string) [][]int {
	out := make([][]int, len(a)+1)
	for i := range out {
		out[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				out[i][j] = out[i+1][j+1] + 1
			} else {
				out[i][j] = max(out[i+1][j], out[i][j+1])
			}
		}
	}
	return out
}
