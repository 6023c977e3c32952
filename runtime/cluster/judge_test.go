package cluster

import (
	"fmt"
	"slices"
)

// judge holds an assignment against the rules, in the plainest way that tells them.
func judge(members map[string]Member, out map[string]Assignment) error {
	shapes := majority(members)
	for id, m := range members {
		a := out[id]
		for _, t := range a.Given {
			if !slices.Contains(m.Offers, Offer{t.Pipeline, t.Of}) || shapes[t.Pipeline] != t.Of || t.Index < 0 || t.Index >= t.Of {
				return fmt.Errorf("%s is given %v, which it does not offer, or which there is not (M8)", id, t)
			}
			if err := judgeTask(members, out, id, t); err != nil {
				return err
			}
		}
		if got, want := a.Revoke, lostClaims(m, a); !slices.Equal(got, want) {
			return fmt.Errorf("%s is to revoke %v, of what it claims %v is not given", id, got, want)
		}
	}
	return nobodyWaits(members, out, shapes)
}

// judgeTask: nobody else claims or is given the task, unless by an older right.
func judgeTask(members map[string]Member, out map[string]Assignment, id string, t Task) error {
	mine := claimOf(members[id], t)
	for other, m := range members {
		if other != id && slices.Contains(out[other].Given, t) {
			return fmt.Errorf("%v is given to %s and to %s (M1)", t, id, other)
		}
		if theirs := claimOf(m, t); other != id && theirs >= 0 && theirs >= mine {
			return fmt.Errorf("%v is given to %s (claim %d) and %s claims it (%d) (M1)", t, id, mine, other, theirs)
		}
		for _, c := range m.Claims {
			if c.Pipeline == t.Pipeline && c.Of != t.Of && mine < 0 {
				return fmt.Errorf("%v is given to %s while %s runs %v", t, id, other, c.Task)
			}
		}
	}
	if mine == 0 {
		return fmt.Errorf("%v is given to %s, which is stopping it", t, id)
	}
	return nil
}

// nobodyWaits: what nobody claims is given to somebody who can run it.
func nobodyWaits(members map[string]Member, out map[string]Assignment, shapes map[string]int32) error {
	for name, of := range shapes {
		held := false
		claimed, given := make([]bool, of), make([]bool, of)
		for id, m := range members {
			for _, c := range m.Claims {
				held = held || c.Pipeline == name && c.Of != of
				if c.Pipeline == name && c.Of == of {
					claimed[c.Index] = true
				}
			}
			for _, t := range out[id].Given {
				if t.Pipeline == name {
					given[t.Index] = true
				}
			}
		}
		for i := range of {
			if !held && !claimed[i] && !given[i] {
				return fmt.Errorf("task %d of %s is nobody's", i, name)
			}
		}
	}
	return nil
}

// majority is into how many tasks each pipeline is to be cut.
func majority(members map[string]Member) map[string]int32 {
	type standing struct{ votes, running, tasks int }
	standings := map[Offer]standing{}
	claimed := map[Task]bool{}
	for _, m := range members {
		for _, o := range m.Offers {
			s := standings[o]
			s.votes, s.tasks = s.votes+1, int(o.Tasks)
			standings[o] = s
		}
		for _, c := range m.Claims {
			claimed[c.Task] = true
		}
	}
	for t := range claimed {
		if s, offered := standings[Offer{t.Pipeline, t.Of}]; offered {
			s.running++
			standings[Offer{t.Pipeline, t.Of}] = s
		}
	}
	best := map[string]standing{}
	for o, s := range standings {
		b := best[o.Pipeline]
		if slices.Compare([]int{s.votes, s.running, s.tasks}, []int{b.votes, b.running, b.tasks}) > 0 {
			best[o.Pipeline] = s
		}
	}
	shapes := map[string]int32{}
	for name, s := range best {
		shapes[name] = int32(s.tasks)
	}
	return shapes
}

// claimOf is the generation of m's claim of t, -1 for none.
func claimOf(m Member, t Task) int32 {
	for _, c := range slices.Backward(m.Claims) {
		if c.Task == t {
			return c.Generation
		}
	}
	return -1
}

func lostClaims(m Member, a Assignment) (lost []Task) {
	for _, c := range m.Claims {
		if !slices.Contains(a.Given, c.Task) && !slices.Contains(lost, c.Task) {
			lost = append(lost, c.Task)
		}
	}
	slices.SortFunc(lost, Task.compare)
	return lost
}

// fewestStops is how many tasks must be stopped where all can run all, and nobody
// claims what is not his: those that are too many for the largest fair shares.
func fewestStops(members map[string]Member, tasks int) (n int) {
	var loads []int
	for _, m := range members {
		loads = append(loads, len(m.Claims))
	}
	slices.Sort(loads)
	slices.Reverse(loads)
	for i, load := range loads {
		share := tasks / len(loads)
		if i < tasks%len(loads) {
			share++
		}
		n += max(0, load-share)
	}
	return n
}
