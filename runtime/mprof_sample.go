// Samples of what is allocated, for the profile of memory.
//
// Between two samples lie MemProfileRate bytes on average, with distances as of a Poisson process: what is sampled does
// not depend on how allocations follow each other. A processor counts the room of the spans that it gets. If a sample
// falls into a span, all allocations take the long path while that is in use, and its objects are counted; otherwise the
// short path knows nothing of profiles. If there is to be a sample for every few objects, the long path counts all of
// them.
//
// A sampled object has a special that tells when it dies. The linker knows whether a program can read the profile; if
// not, nothing is sampled.

package runtime

import (
	"internal/runtime/sys"
	"unsafe"
)

const (
	defaultMemProfile = 512 * 1024
	exactBelow        = 16 << 10 // bytes between samples for which each allocation is looked at
	neverSample       = 1 << 62
)

// MemProfileRate is how many bytes are allocated between two samples of the memory profile.
var MemProfileRate int = defaultMemProfile

var (
	// shortRate is the value of MemProfileRate with which small objects are allocated on the short path; noShortRate while
	// each allocation has more to do than to allocate.
	shortRate int = defaultMemProfile

	// profileUnread is set to 0 by the linker if the program can read the profile.
	profileUnread uint8 = 1

	samplesDue uint32 // spans of processors into which samples fall
)

const noShortRate = -1 << 63

// A sampler is what a processor knows of its next samples. Each class of spans has distances of its own.
type sampler struct {
	rate    int // MemProfileRate, as of the last draw
	classes [2 * sizeClasses]classSamples
}

// A classSamples says where the next sample lies among what is allocated from spans of a class.
type classSamples struct {
	until int64 // bytes from the end of the processor's span on, or, if the sample is due, from the next object on
	due   bool  // it lies in the span, or did
}

// samplesAll says whether all objects are counted one by one.
func samplesAll() bool {
	return MemProfileRate > 0 && MemProfileRate < exactBelow && profileUnread == 0
}

// settleRate chooses the path of allocations.
func settleRate() {
	if gcStress != 0 || samplesAll() || atomicLoad(&samplesDue) != 0 {
		shortRate = noShortRate
	} else {
		shortRate = MemProfileRate
	}
}

// of gives the samples of a class; it begins again if MemProfileRate has changed.
func (s *sampler) of(class spanClass) *classSamples {
	if s.rate != MemProfileRate {
		s.rate = MemProfileRate
		for i := range s.classes {
			s.classes[i].until = s.draw()
		}
	}
	return &s.classes[class]
}

// draw gives the distance of two samples in bytes, at least one.
func (s *sampler) draw() int64 {
	switch {
	case profileUnread != 0 || s.rate <= 0:
		return neverSample
	case s.rate == 1:
		return 1
	}
	return int64(float64(s.rate)*negativeLog(rand())) + 1
}

// enter counts the room of a span that the processor has got.
func (s *sampler) enter(class spanClass, bytes int64) {
	c := s.of(class)
	switch {
	case samplesAll():
	case c.until > bytes:
		c.until -= bytes
	default:
		c.due = true
		atomicAdd(&samplesDue, 1)
		shortRate = noShortRate
	}
}

// leave takes back what enter did for the rest of a span.
func (s *sampler) leave(class spanClass, rest int64) {
	c := &s.classes[class]
	switch {
	case c.due:
		c.due = false
		atomicAdd(&samplesDue, -1)
	case !samplesAll():
		c.until += rest
	}
}

// look counts an object that was allocated on the long path, and samples it if that is its turn.
func (s *sampler) look(p uintptr) {
	span := spanOf(p)
	c := s.of(span.class)
	if c.due || samplesAll() {
		s.count(c, p, span.elemsize)
	}
}

// count counts an object, and samples it if a sample falls into it.
func (s *sampler) count(c *classSamples, p, size uintptr) {
	c.until -= int64(size)
	if c.until <= 0 && canCollect() {
		c.until = s.draw()
		sampleObject(p)
	}
}

// negativeLog gives -ln of a number between 0 and 1 that 64 random bits stand for: exponentially distributed, 1 on
// average. With m in [1, 2), ln m = 2 artanh((m-1) / (m+1)).
func negativeLog(bits uint64) float64 {
	bits |= 1
	zeros := sys.LeadingZeros64(bits)
	const (
		fraction = 1 << 52
		ln2      = 0.6931471805599453
	)
	m := float64(bits<<zeros>>11) / fraction
	z := (m - 1) / (m + 1)
	s := z * z
	return float64(zeros+1)*ln2 - 2*z*(1+s*(1.0/3+s*(1.0/5+s*(1.0/7+s/9))))
}

// sampleObject enters an object into the profile.
func sampleObject(p uintptr) {
	one := newSpecial(p, specialSampled)
	var calls [profileDepth]uintptr
	n := callers(2, calls[:profileDepth-1])
	calls[n] = one.span.elemsize // objects of each size have a place of their own
	one.place = heapProfile.sample(calls[:n+1])
	lock(&one.span.lock)
	one.enter()
	unlock(&one.span.lock)
	KeepAlive(unsafe.Pointer(p))
}
