// Floating-point arithmetic in loops: n-body simulation, exact to the last bit.
package main

type body struct{ x, y, z, vx, vy, vz, mass float64 }

func sqrt(x float64) float64 {
	z := x / 2
	for range 40 {
		z -= (z*z - x) / (2 * z)
	}
	return z
}

func energy(bodies []body) (e float64) {
	for i, b := range bodies {
		kinetic := float64(b.vx*b.vx) + float64(b.vy*b.vy)
		e += float64(0.5 * b.mass * float64(kinetic+float64(b.vz*b.vz)))
		for _, c := range bodies[i+1:] {
			dx, dy, dz := b.x-c.x, b.y-c.y, b.z-c.z
			distance := sqrt(float64(float64(dx*dx)+float64(dy*dy)) + float64(dz*dz))
			e -= float64(b.mass*c.mass) / distance
		}
	}
	return
}

func advance(bodies []body, dt float64) {
	for i := range bodies {
		b := &bodies[i]
		for j := i + 1; j < len(bodies); j++ {
			c := &bodies[j]
			dx, dy, dz := b.x-c.x, b.y-c.y, b.z-c.z
			square := float64(float64(dx*dx)+float64(dy*dy)) + float64(dz*dz)
			magnitude := dt / float64(square*sqrt(square))
			b.vx -= float64(dx * float64(c.mass*magnitude))
			b.vy -= float64(dy * float64(c.mass*magnitude))
			b.vz -= float64(dz * float64(c.mass*magnitude))
			c.vx += float64(dx * float64(b.mass*magnitude))
			c.vy += float64(dy * float64(b.mass*magnitude))
			c.vz += float64(dz * float64(b.mass*magnitude))
		}
	}
	for i := range bodies {
		b := &bodies[i]
		b.x += float64(dt * b.vx)
		b.y += float64(dt * b.vy)
		b.z += float64(dt * b.vz)
	}
}

// shown is a number without the digits in which architectures that fuse multiplication and addition differ.
func shown(x float64) int64 { return int64(x * 1e12) }

func main() {
	bodies := []body{
		{0, 0, 0, 0, 0, 0, 39.47},
		{4.84, -1.16, -0.10, 0.60, 2.81, -0.02, 0.037},
		{8.34, 4.12, -0.40, -1.01, 1.82, 0.008, 0.011},
		{12.89, -15.11, -0.22, 1.08, 0.86, -0.01, 0.0017},
	}
	println(shown(energy(bodies)))
	for range 1000 {
		advance(bodies, 0.01)
	}
	println(shown(energy(bodies)), shown(bodies[1].x), shown(bodies[3].vz))
}
