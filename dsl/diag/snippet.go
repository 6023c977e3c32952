package diag

import "strings"

// placed is a mark in columns of the screen.
type placed struct {
	mark
	from, to int
}

// snippet shows a line and the marks below it:
//
//	celsius = .celsius as double
//	-------   ^^^^^^^^ this is decimal(5,2)?
//	|
//	goes to the clustering column
//
// The text of the last mark stands beside it, those of the others hang below.
func (p *printer) snippet(f *File, marks []mark) {
	c := newCells(f.Line(marks[0].line))
	var ms []placed
	for _, m := range marks {
		from := c.at[m.start]
		ms = append(ms, placed{mark: m, from: from, to: max(c.at[m.end], from+1)})
	}
	from, to := p.window(c, ms)
	p.line(p.bar(marks[0].line), c.cut(from, to))
	for i := range ms {
		ms[i].from = min(max(ms[i].from-from, 0), to-from)
		ms[i].to = min(max(ms[i].to-from, ms[i].from+1), to-from+1)
	}
	last := len(ms) - 1
	text := ms[last].text
	if last > 0 && ms[last-1].to > ms[last].from {
		text = "" // marks that overlap leave no room beside them
	}
	p.line(p.bar(0), p.underline(ms), " ", p.style(p.styleOf(ms[last]), text))
	if text != "" {
		ms = ms[:last]
	}
	p.hang(ms)
}

// window chooses the columns to show: all of the line, or what lies around the
// primary mark.
func (p *printer) window(c *cells, ms []placed) (from, to int) {
	room := p.room()
	if c.width <= room {
		return 0, c.width
	}
	m := ms[0]
	for _, o := range ms {
		if o.primary {
			m = o
		}
	}
	from = max(0, (m.from+min(m.to, m.from+room/2))/2-room/2)
	from = max(0, min(from, c.width-room))
	return from, min(c.width, from+room)
}

func (p *printer) styleOf(m placed) string {
	if m.primary {
		return p.accent
	}
	return styleNote
}

// underline draws `^^^` below the primary mark and `---` below the others.
func (p *printer) underline(ms []placed) string {
	end := 0
	for _, m := range ms {
		end = max(end, m.to)
	}
	line := []byte(strings.Repeat(" ", end))
	draw := func(primary bool, sign byte) {
		for _, m := range ms {
			for i := m.from; i < m.to && m.primary == primary; i++ {
				line[i] = sign
			}
		}
	}
	draw(false, '-')
	draw(true, '^') // over the others
	return p.colored(line)
}

// colored styles runs of equal signs.
func (p *printer) colored(line []byte) string {
	var b strings.Builder
	for i := 0; i < len(line); {
		n := i + 1
		for n < len(line) && line[n] == line[i] {
			n++
		}
		run := string(line[i:n])
		switch line[i] {
		case '^':
			run = p.style(p.accent, run)
		case '-', '|':
			run = p.style(styleNote, run)
		}
		b.WriteString(run)
		i = n
	}
	return b.String()
}

// hang writes the texts of marks below them, the last first.
func (p *printer) hang(ms []placed) {
	var with []placed
	for _, m := range ms {
		if m.text != "" {
			with = append(with, m)
		}
	}
	if len(with) == 0 {
		return
	}
	p.line(p.bar(0), p.pipes(with))
	for i := len(with) - 1; i >= 0; i-- {
		m := with[i]
		lead := p.pipes(with[:i])
		pad := m.from - pipesWidth(with[:i])
		p.line(p.bar(0), lead, strings.Repeat(" ", max(0, pad)), p.style(p.styleOf(m), m.text))
	}
}

func pipesWidth(ms []placed) int {
	if len(ms) == 0 {
		return 0
	}
	return ms[len(ms)-1].from + 1
}

func (p *printer) pipes(ms []placed) string {
	line := []byte(strings.Repeat(" ", pipesWidth(ms)))
	for _, m := range ms {
		line[m.from] = '|'
	}
	return p.colored(line)
}
