// Samples of what is allocated, for the profile of memory.
//
// Between two samples lie MemProfileRate bytes on average, with distances as of a Poisson process: what is sampled does
// not depend on how allocations follow each other. A processor counts the room of the spans that it gets. If a sample
// falls into a span, all allocations take the long path until the object is reached that lies there; otherwise the short
// path knows nothing of profiles. If there is to be a sample for every few objects, the long path counts each of them.
//
// A sampled object has a special that tells when it dies. The linker knows whether a program can read the profile; if not
// nothing is sampled.

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

// A sampler is what a processor knows of its next samples.
type sampler struct {
	rate  int   // MemProfileRate, as of the last draw
	until int64 // bytes until the next sample
	spans [2 * sizeClasses]dueSample
}

// A dueSample is a sample in a span, or several of them for which one object stands.
type dueSample struct {
	bytes  int64 // until the object is reached
	weight uint64
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

// pass counts bytes; it gives how many samples fall among them, and the distance of the first.
func (s *sampler) pass(bytes int64) (first int64, weight uint64) {
	if s.rate != MemProfileRate {
		s.rate = MemProfileRate
		s.until = s.draw()
	}
	first = s.until
	s.until -= bytes
	for ; s.until <= 0; s.until += s.draw() {
		weight++
	}
	return first, weight
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
	if samplesAll() {
		return
	}
	first, weight := s.pass(bytes)
	if weight != 0 {
		s.spans[class] = dueSample{first, weight}
		atomicAdd(&samplesDue, 1)
		shortRate = noShortRate
	}
}

// leave takes back what enter did for the rest of a span.
func (s *sampler) leave(class spanClass, rest int64) {
	due := &s.spans[class]
	switch {
	case due.weight != 0:
		*due = dueSample{}
		atomicAdd(&samplesDue, -1)
	case !samplesAll():
		s.until += rest
	}
}

// look samples an object that was allocated on the long path, if it is one that is to be sampled.
func (s *sampler) look(p uintptr) {
	span := spanOf(p)
	if !canCollect() {
		return
	}
	if samplesAll() {
		if _, weight := s.pass(int64(span.elemsize)); weight != 0 {
			sampleObject(p, 1)
		}
		return
	}
	due := &s.spans[span.class]
	if due.weight == 0 {
		return
	}
	due.bytes -= int64(span.elemsize)
	if due.bytes <= 0 {
		weight := due.weight
		s.leave(span.class, 0)
		settleRate()
		sampleObject(p, weight)
	}
}

// lookLarge samples a large object, if that is its turn.
func (s *sampler) lookLarge(p uintptr, bytes uintptr) {
	if _, weight := s.pass(int64(bytes)); weight != 0 && canCollect() {
		sampleObject(p, 1)
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

// sampleObject enters an object into the profile, as often as it was met.
func sampleObject(p uintptr, weight uint64) {
	one := newSpecial(p, specialSampled)
	var calls [profileDepth]uintptr
	n := callers(2, calls[:profileDepth-1])
	calls[n] = one.span.elemsize // objects of each size have a place of their own
	one.place, one.id = heapProfile.sample(calls[:n+1], weight), weight
	lock(&one.span.lock)
	one.enter()
	unlock(&one.span.lock)
	KeepAlive(unsafe.Pointer(p))
}
