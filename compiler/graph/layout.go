package graph

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// Sizes of the drawing, in pixels. The width of text is that of a monospaced font,
// which is known without one.
const (
	charWidth  = 7.3
	nameHeight = 46
	rowHeight  = 20
	gapX, gapY = 72, 28
	margin     = 24
	minWidth   = 120
)

// box is a node with its place.
type box struct {
	*Node
	layer      int
	x, y, w, h float64
	order      float64 // by which the boxes of a layer stand
}

// lay gives each node its place: layers from left to right, as far right as the
// longest way to it, and in a layer near what it is joined with.
func (g *Graph) lay() (boxes map[string]*box, width, height float64) {
	boxes = map[string]*box{}
	var all []*box
	for k := range g.Nodes {
		b := &box{Node: &g.Nodes[k], order: float64(k), h: nameHeight}
		text := max(utf8.RuneCountInString(b.Name)+2, utf8.RuneCountInString(b.Detail))
		for _, f := range b.Fields {
			text = max(text, utf8.RuneCountInString(f.Name+": "+f.Type))
		}
		if len(b.Fields) > 0 {
			b.h += float64(len(b.Fields))*rowHeight + 6
		}
		b.w = max(minWidth, float64(text)*charWidth+28)
		boxes[b.ID] = b
		all = append(all, b)
	}
	g.layers(boxes)
	layers := byLayer(all)
	for pass := range 6 {
		g.arrange(layers, boxes, pass%2 == 1)
	}
	return boxes, place(layers), tallest(layers)
}

// layers puts each box behind those that lead to it. A circle, which a program without
// mistakes does not have, ends after as many rounds as there are boxes.
func (g *Graph) layers(boxes map[string]*box) {
	for range len(g.Nodes) {
		changed := false
		for _, e := range g.Edges {
			if from, to := boxes[e.From], boxes[e.To]; to.layer <= from.layer {
				to.layer, changed = from.layer+1, true
			}
		}
		if !changed {
			return
		}
	}
}

func byLayer(all []*box) [][]*box {
	var layers [][]*box
	for _, b := range all {
		for len(layers) <= b.layer {
			layers = append(layers, nil)
		}
		layers[b.layer] = append(layers[b.layer], b)
	}
	return layers
}

// arrange orders each layer by the mean place of the neighbours on one side.
func (g *Graph) arrange(layers [][]*box, boxes map[string]*box, back bool) {
	for _, layer := range layers {
		for k, b := range layer {
			sum, n := 0.0, 0
			for _, e := range g.Edges {
				near := ""
				switch {
				case !back && e.To == b.ID:
					near = e.From
				case back && e.From == b.ID:
					near = e.To
				}
				if near != "" {
					sum += boxes[near].order
					n++
				}
			}
			b.order = float64(k)
			if n > 0 {
				b.order = sum / float64(n)
			}
		}
		slices.SortStableFunc(layer, func(a, b *box) int { return cmp.Compare(a.order, b.order) })
		for k, b := range layer {
			b.order = float64(k)
		}
	}
}

// place gives the boxes their coordinates, each layer centred, and returns the width.
func place(layers [][]*box) float64 {
	height := tallest(layers)
	x := float64(margin)
	for _, layer := range layers {
		w := 0.0
		for _, b := range layer {
			w = max(w, b.w)
		}
		y := (height - extent(layer)) / 2
		for _, b := range layer {
			b.x, b.y, b.w = x, y, w
			y += b.h + gapY
		}
		x += w + gapX
	}
	return x - gapX + margin
}

// extent is the height of a layer.
func extent(layer []*box) float64 {
	h := -float64(gapY)
	for _, b := range layer {
		h += b.h + gapY
	}
	return h
}

func tallest(layers [][]*box) float64 {
	h := 0.0
	for _, layer := range layers {
		h = max(h, extent(layer))
	}
	return h + 2*margin
}
