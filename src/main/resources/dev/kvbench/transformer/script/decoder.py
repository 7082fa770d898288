# The transformer and its decoding, both arms, for TorchScript. Not for Python: ScriptDecoder.java writes it
# into an archive, and libtorch compiles it. Whatever is not mentioned is as in Transformer.java and the caches there.
#
# Shapes: B sequences, T tokens fed at once, C embed size, N heads, H head size, S slots attended to, V vocabulary.
# Rows of tokens are kept flat, [B·T, C]; the text has time as its first axis, so that a token's row is contiguous; the
# cache has it as its last but one, so that what one head reads is.
class Decoder(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  layers : int
  heads : int
  embed : int
  block : int
  dtype : int
  kernels : bool
  attention_bias : bool
  activation : int
  widen : bool
  cached : bool
  first_position : bool
  every_slot : bool
  grows : bool
  shifts : bool
  sinks : int
  refill : int
  count : int
  tables : List[Tensor]
  weights : List[Tensor]
  biases : List[Optional[Tensor]]
  norms : List[Tensor]
  mask : List[Tensor]
  text : List[Tensor]
  text_rows : List[Tensor]
  storage : List[Tensor]
  cache : List[Tensor]
  slots : List[List[Tensor]]
  windows : List[List[Tensor]]
  positions : List[Tensor]

  # weights: token table [V, C], position table [block, C]; for each layer the matrices that are, one below the other,
  # queries, keys and values of every head [3C, C], their bias if they have one, then weight and bias of proj [C, C],
  # up [4C, C], down [C, 4C], ll1, ll2; final norm; weight and bias of the head [V, C], unless it is tied to the token
  # table. Float32 ones are shared, not copied, but for matrices that become one, and for what a kernel wants in an order
  # of its own. dtype is a c10::ScalarType; activation 1 ReLU, 2 GELU.
  def init(self: __torch__.Decoder, ws: List[Tensor], layers: int, heads: int, dtype: int, kernels: bool,
      matrices: int, attention_bias: bool, activation: int, tied: bool) -> None:
    self.layers = layers
    self.heads = heads
    self.block = ws[1].size(0)
    self.embed = ws[1].size(1)
    self.dtype = dtype
    self.kernels = kernels
    # For one token a CPU's attention kernel takes five times as long in bfloat16 as it does after its input was made
    # float32. Many tokens at once take the same time either way, and are left in bfloat16.
    self.widen = dtype != 6 and not ws[0].is_cuda
    self.tables = [ws[0].to(dtype=dtype), ws[1].to(dtype=dtype)]
    self.attention_bias = attention_bias
    self.activation = activation
    at = 2
    qkv = ws[at]
    bias : Optional[Tensor] = None
    for l in range(layers):
      qkv = ws[at]
      if matrices > 1:
        qkv = torch.cat(ws[at:at + matrices], 0)
      at = at + matrices
      if attention_bias:
        bias = ws[at]
        at = at + 1
      self.add_matrix(qkv, bias, 0)
      for i in range(3):
        after = 0
        if i == 1:
          after = activation
        self.add_matrix(ws[at], ws[at + 1], after)
        at = at + 2
      for i in range(4):
        self.norms.append(ws[at].to(dtype=dtype))
        at = at + 1
    self.norms.append(ws[at].to(dtype=dtype))
    self.norms.append(ws[at + 1].to(dtype=dtype))
    if tied:
      self.add_matrix(ws[0], None, 0)
    else:
      self.add_matrix(ws[at + 2], ws[at + 3], 0)
    self.add_rows(qkv, bias, 0, self.embed)
    self.add_rows(qkv, bias, self.embed, 2 * self.embed)
    if kernels:
      self.positions = torch.unbind(self.tables[1], 0)

  # Adds a linear layer: weight [out, in], bias [out], and what follows it: 0 nothing, 1 ReLU, 2 GELU.
  def add_matrix(self: __torch__.Decoder, weight: Tensor, bias: Optional[Tensor], after: int) -> None:
    w = weight.to(dtype=self.dtype)
    b = bias
    if b is not None:
      b = b.to(dtype=self.dtype)
    if self.kernels:
      self.add_kernel(w, b, after)
    else:
      self.weights.append(w)
      self.biases.append(b)

  # Adds some outputs of a linear layer as one of its own.
  def add_rows(self: __torch__.Decoder, weight: Tensor, bias: Optional[Tensor], first: int, rows: int) -> None:
    b = bias
    if b is not None:
      b = b.narrow(0, first, rows)
    self.add_matrix(weight.narrow(0, first, rows), b, 0)

  # Makes this the cached arm; without it, it is the uncached one.
  def use_cache(self: __torch__.Decoder, first_position: bool, every_slot: bool, grows: bool, shifts: bool, sinks: int,
      refill: int) -> None:
    self.cached = True
    self.first_position = first_position
    self.every_slot = every_slot
    self.grows = grows
    self.shifts = shifts
    self.sinks = sinks
    self.refill = refill

  # ---- parts of the transformer

  # Matrices of layer l: 4l queries, keys and values; 4l + 1 proj; 4l + 2 up; 4l + 3 down. Behind them: 4·layers the head,
  # 4·layers + 1 the last layer's queries by themselves, 4·layers + 2 its keys and values.
  # [rows, in] → [rows, out]. kernel and add_kernel, the fastest linear layers there are, are added to this class below.
  def linear(self: __torch__.Decoder, x: Tensor, i: int) -> Tensor:
    if self.kernels:
      y = self.kernel(x, i)
    else:
      y = torch.linear(x, self.weights[i], self.biases[i])
    return y

  def up(self: __torch__.Decoder, x: Tensor, i: int) -> Tensor:
    y = self.linear(x, i)
    if not self.kernels:
      if self.activation == 2:
        y = torch.gelu(y, approximate="tanh")
      else:
        y = torch.relu_(y)
    return y

  # [rows, C] → [rows, 3C]
  def queries_keys_values(self: __torch__.Decoder, x: Tensor, layer: int) -> Tensor:
    return self.linear(x, 4 * layer)

  def norm(self: __torch__.Decoder, x: Tensor, i: int) -> Tensor:
    return torch.layer_norm(x, [self.embed], self.norms[2 * i], self.norms[2 * i + 1], 1e-05)

  # Adds the second half of a layer to x [rows, C], in place: projection, residual, feed forward, residual.
  def finish_layer(self: __torch__.Decoder, x: Tensor, attended: Tensor, layer: int) -> None:
    x.add_(self.linear(attended, 4 * layer + 1))
    h = self.norm(x, 2 * layer + 1)
    x.add_(self.linear(self.up(h, 4 * layer + 2), 4 * layer + 3))

  # [B, C] → logits [B, V], float32 whatever the precision
  def logits(self: __torch__.Decoder, x: Tensor) -> Tensor:
    y = self.linear(self.norm(x, 2 * self.layers), 4 * self.layers)
    if self.dtype != 6:
      y = y.to(dtype=6)
    return y

  # softmax(q·kᵀ/√H)·v with all that is in k and v. q [B, N, T, H]; k, v [B, N, S, H] → [B, N, T, H]
  def attend(self: __torch__.Decoder, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    if not self.kernels:
      a = torch.softmax(torch.matmul(self.scaled(q), k.transpose(2, 3)), 3)
      y = torch.matmul(a, v)
    elif self.widen:
      y = torch.scaled_dot_product_attention(q.to(dtype=6), k.to(dtype=6), v.to(dtype=6)).to(dtype=self.dtype)
    else:
      y = torch.scaled_dot_product_attention(q, k, v)
    return y

  # As attend, no token seeing a later one.
  def attend_causally(self: __torch__.Decoder, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    t = q.size(2)
    if self.cached and self.every_slot:
      # As if fed one by one: a slot filled later is empty to a token, with score 0 and value 0.
      scores = torch.matmul(self.scaled(q), k.transpose(2, 3))
      slots = torch.zeros([q.size(0), q.size(1), t, self.block], dtype=self.dtype, device=q.device)
      slots.narrow(3, 0, t).copy_(torch.tril(scores))
      a = torch.tril(torch.softmax(slots, 3).narrow(3, 0, t))
      y = torch.matmul(a, v)
    elif self.kernels:
      y = torch.scaled_dot_product_attention(q, k, v, None, 0., True)
    else:
      scores = torch.matmul(self.scaled(q), k.transpose(2, 3))
      if t > 1:
        self.prepare(t)
        scores.add_(self.mask[0].narrow(0, 0, t).narrow(1, 0, t))
      y = torch.matmul(torch.softmax(scores, 3), v)
    return y

  def scaled(self: __torch__.Decoder, q: Tensor) -> Tensor:
    return torch.mul(q, 1. / torch.sqrt(float(q.size(3))))

  # Builds the causal mask of so many tokens, if it is needed and not there.
  def prepare(self: __torch__.Decoder, tokens: int) -> None:
    if not self.kernels:
      size = 0
      if len(self.mask) > 0:
        size = self.mask[0].size(0)
      if size < tokens:
        if size * 2 > tokens:
          tokens = size * 2
        device = self.tables[0].device
        self.mask = [torch.triu(torch.full([tokens, tokens], -inf, dtype=self.dtype, device=device), 1)]

  # ---- many tokens at once

  # Logits [B, V] after the last of tokens [B, T], which attend to each other; keep fills an empty cache with them.
  def pass_tokens(self: __torch__.Decoder, tokens: Tensor, keep: bool) -> Tensor:
    b = tokens.size(0)
    t = tokens.size(1)
    d = self.embed
    n = self.heads
    positions = t
    if self.first_position:
      positions = 1
    x = torch.add(torch.embedding(self.tables[0], tokens), self.tables[1].narrow(0, 0, positions)).view([b * t, d])
    for l in range(self.layers):
      if t > 1 and l == self.layers - 1:
        x = self.last_layer(x, b, keep)
      else:
        h = self.norm(x, 2 * l)
        qkv = self.queries_keys_values(h, l).view([b, t, 3, n, d // n]).permute([2, 0, 3, 1, 4])
        if keep:
          self.fill(l, qkv.narrow(0, 1, 2))
        q, k, v = torch.unbind(qkv)
        y = self.attend_causally(q, k, v)
        self.finish_layer(x, y.transpose(1, 2).reshape([b * t, d]), l)
    if keep:
      self.count = t
    return self.logits(x)

  # The last layer for the last position alone, whose logits need keys and values of the others and nothing else.
  # x [B·T, C] → [B, C]
  def last_layer(self: __torch__.Decoder, x: Tensor, b: int, keep: bool) -> Tensor:
    l = self.layers - 1
    d = self.embed
    n = self.heads
    h = self.norm(x, 2 * l)
    last = x.view([b, -1, d]).select(1, -1)
    q = self.linear(h.view([b, -1, d]).select(1, -1), 4 * self.layers + 1).view([b, n, 1, d // n])
    kv = self.linear(h, 4 * self.layers + 2).view([b, -1, 2, n, d // n]).permute([2, 0, 3, 1, 4])
    if keep:
      self.fill(l, kv)
    if self.every_slot:
      kv = self.cache[l]
    k, v = torch.unbind(kv)
    self.finish_layer(last, self.attend(q, k, v).reshape([b, d]), l)
    return last

  # fed [2, B, N, T, H]
  def fill(self: __torch__.Decoder, layer: int, fed: Tensor) -> None:
    if self.grows:
      self.cache[layer] = fed.contiguous()
    else:
      self.cache[layer].narrow(3, 0, fed.size(3)).copy_(fed)

  # ---- one token

  # Logits [B, V] after tokens [B], one for each sequence, given all that were fed before.
  def step(self: __torch__.Decoder, tokens: Tensor) -> Tensor:
    if self.kernels:
      y = self.lean_step(tokens)
    else:
      y = self.plain_step(tokens)
    return y

  # As plain_step, in as few operations as there are ways to: views of the cache are made once, but for those of a cache
  # that grows, which is another tensor each time.
  def lean_step(self: __torch__.Decoder, tokens: Tensor) -> Tensor:
    b = tokens.size(0)
    d = self.embed
    n = self.heads
    h = d // n
    count = self.count
    position = min(count, self.block - 1)
    if self.first_position:
      position = 0
    attended = min(count + 1, self.block)
    if self.every_slot:
      attended = self.block
    slots = annotate(List[Tensor], [])
    windows = annotate(List[Tensor], [])
    if not self.grows:
      slots = self.slots_of_layers(self.slot())
      windows = self.windows_of_layers(attended)
    x = torch.add(torch.embedding(self.tables[0], tokens), self.positions[position])
    for l in range(self.layers):
      # a fresh tensor [B, 3C], taken apart by strides
      qkv = self.queries_keys_values(self.norm(x, 2 * l), l)
      fed = torch.as_strided(qkv, [2, b, n, h], [d, 3 * d, h, 1], d)
      q = torch.as_strided(qkv, [b, n, 1, h], [3 * d, h, h, 1])
      if self.grows:
        k, v = torch.unbind(self.put(l, fed), 0)
      else:
        self.make_room(l)
        slots[l].copy_(fed)
        k = windows[2 * l]
        v = windows[2 * l + 1]
      self.finish_layer(x, self.attend(q, k, v).view([b, d]), l)
    self.count = count + 1
    return self.logits(x)

  def plain_step(self: __torch__.Decoder, tokens: Tensor) -> Tensor:
    b = tokens.size(0)
    d = self.embed
    n = self.heads
    position = min(self.count, self.block - 1)
    if self.first_position:
      position = 0
    x = torch.add(torch.embedding(self.tables[0], tokens), self.tables[1].select(0, position))
    for l in range(self.layers):
      h = self.norm(x, 2 * l)
      qkv = self.queries_keys_values(h, l).view([b, 3, n, d // n])
      kv = self.put(l, qkv.narrow(1, 1, 2).transpose(0, 1))
      y = self.attend(qkv.select(1, 0).unsqueeze(2), kv.select(0, 0), kv.select(0, 1))
      self.finish_layer(x, y.reshape([b, d]), l)
    self.count = self.count + 1
    return self.logits(x)

  # A slot of every layer, [2, B, N, H].
  def slots_of_layers(self: __torch__.Decoder, slot: int) -> List[Tensor]:
    if len(self.slots[slot]) == 0:
      self.slots[slot] = torch.unbind(self.storage[0].select(4, slot))
    return self.slots[slot]

  # The first so many slots of every layer: keys and values, [B, N, S, H], in turns.
  def windows_of_layers(self: __torch__.Decoder, attended: int) -> List[Tensor]:
    if len(self.windows[attended]) == 0:
      self.windows[attended] = torch.unbind(self.storage[1].narrow(3, 0, attended))
    return self.windows[attended]

  # The slot of the next token: when all are filled the last, which shifting makes free, or else the oldest of the ring.
  def slot(self: __torch__.Decoder) -> int:
    slot = self.count
    if self.count >= self.block:
      if self.shifts:
        slot = self.block - 1
      else:
        slot = self.sinks + (self.count - self.sinks) % (self.block - self.sinks)
    return slot

  # Moves all slots of a full cache by one, where the policy does so.
  def make_room(self: __torch__.Decoder, layer: int) -> None:
    if self.shifts and self.count >= self.block:
      slots = self.cache[layer]
      kept = self.block - 1
      slots.narrow(3, 0, kept).copy_(slots.narrow(3, 1, kept).clone())

  # Puts fed [2, B, N, H] into its slot; returns what it attends to, [2, B, N, S, H].
  def put(self: __torch__.Decoder, layer: int, fed: Tensor) -> Tensor:
    slots = self.cache[layer]
    count = self.count
    if self.grows:
      oldest = 0
      if count >= self.block:
        oldest = 1
      slots = torch.cat([slots.narrow(3, oldest, slots.size(3) - oldest), fed.unsqueeze(3)], 3)
      self.cache[layer] = slots
    else:
      self.make_room(layer)
      slots.select(3, self.slot()).copy_(fed)
      if not self.every_slot and count + 1 < self.block:
        slots = slots.narrow(3, 0, count + 1)
    return slots

  # ---- a text

  # Begins a text of total tokens with those given, [B, T]. The cache is allocated once and kept for the next text.
  def begin(self: __torch__.Decoder, given: Tensor, total: int) -> None:
    b = given.size(0)
    text = torch.empty([total, b], dtype=4, device=self.tables[0].device)
    text.narrow(0, 0, given.size(1)).copy_(given.t())
    self.text = [text]
    self.text_rows = torch.unbind(text, 0)
    self.count = 0
    if self.cached:
      if self.grows or len(self.storage) == 0 or self.storage[0].size(2) != b:
        self.allocate(b)
      elif self.every_slot:
        self.storage[0].zero_()

  # Frees the cache: the next text allocates one again.
  def forget(self: __torch__.Decoder) -> None:
    self.storage = annotate(List[Tensor], [])
    self.cache = annotate(List[Tensor], [])
    self.slots = annotate(List[List[Tensor]], [])
    self.windows = annotate(List[List[Tensor]], [])

  # An empty cache of b sequences, [2, B, N, block, H] for each layer, all in one tensor. Views of it are made when a token
  # needs them, and kept: all of them at once would take as long as many tokens.
  def allocate(self: __torch__.Decoder, b: int) -> None:
    slots = self.block
    if self.grows:
      slots = 0
    storage = torch.empty([self.layers, 2, b, self.heads, slots, self.embed // self.heads], dtype=self.dtype,
        device=self.tables[0].device)
    if self.every_slot:
      storage.zero_()
    self.storage = [storage, storage.flatten(0, 1)]
    self.cache = torch.unbind(storage)
    none = [annotate(List[Tensor], [])]
    self.slots = torch.mul(none, slots)
    self.windows = torch.mul(none, slots + 1) # not the same expression: libtorch would make one list of both

  # Logits [B, V] after the first length tokens of the text; what was fed before is not fed again.
  def logits_after(self: __torch__.Decoder, length: int) -> Tensor:
    text = self.text[0]
    if not self.cached:
      t = min(length, self.block)
      y = self.pass_tokens(text.narrow(0, length - t, t).t(), False)
    elif self.count == 0:
      y = self.pass_tokens(text.narrow(0, 0, length).t(), True)
    elif self.refill > 0 and self.count == self.block:
      y = self.pass_tokens(text.narrow(0, length - self.refill, self.refill).t(), True)
    else:
      y = self.step(self.text_rows[length - 1])
    return y

  # Chooses the token after the first length ones: the likeliest at temperature 0, else by the Gumbel-max trick as
  # Sampler.java does, drawing the same numbers.
  def add_token(self: __torch__.Decoder, length: int, temperature: float) -> None:
    y = self.logits_after(length)
    if temperature > 0.:
      gumbel = torch.log(torch.neg(torch.log(torch.rand_like(y))))
      y = torch.sub(y, torch.mul(gumbel, temperature))
    torch.argmax(y, 1, False, out=self.text_rows[length])

  def generate(self: __torch__.Decoder, length: int, total: int, temperature: float) -> None:
    for n in range(length, total):
      self.add_token(n, temperature)

  # Some tokens of the text, in the order of time.
  def tokens(self: __torch__.Decoder, start: int, end: int) -> List[int]:
    r : List[int] = self.text[0].narrow(0, start, end - start).reshape([-1]).tolist()
    return r

