// The end of objects: what happens when one is not reachable any more.

package runtime

type special struct{}

func markSpecials(w *gcWork)    {}
func (s *mspan) sweepSpecials() {}
