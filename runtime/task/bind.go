package task

// binding gives splits to tasks. A split goes to the same task as long as it is
// known, over epochs too: a write of the old epoch that is still under way must
// not be overtaken by the new epoch in another task.
type binding struct {
	tasks int
	of    map[place]int
	load  []int
	order []place // in the order of arrival, to forget the oldest
}

type place struct {
	topic     string
	partition int32
}

// mostBound bounds what is remembered, for a source whose splits never end, such
// as a folder of files. A split that is forgotten has been quiet for so many
// others that nothing of it is in work.
const mostBound = 4096

func newBinding(tasks int) *binding {
	return &binding{tasks: tasks, of: make(map[place]int), load: make([]int, tasks)}
}

// task returns the task of a split; a new one goes to the task with the fewest.
func (b *binding) task(topic string, partition int32) int {
	p := place{topic, partition}
	if t, ok := b.of[p]; ok {
		return t
	}
	least := 0
	for t, n := range b.load {
		if n < b.load[least] {
			least = t
		}
	}
	b.forget()
	b.of[p] = least
	b.load[least]++
	b.order = append(b.order, p)
	return least
}

func (b *binding) forget() {
	if len(b.order) < mostBound {
		return
	}
	oldest := b.order[0]
	b.order = b.order[1:]
	b.load[b.of[oldest]]--
	delete(b.of, oldest)
}
